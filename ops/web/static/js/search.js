// What is found while somebody types: arrows walk through it, Escape closes it. Without a script, Enter opens the page.

const box = document.getElementById("search-hits");
const field = box?.closest(".search")?.querySelector("input");

function walk(step) {
  const stops = [field, ...box.querySelectorAll("a")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  next?.focus();
}

if (box && field) {
  box.closest(".search").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && box.childElementCount) {
      event.stopPropagation();
      box.replaceChildren();
      field.focus();
    }
  });
  // An answer to letters that are gone would show what nobody asked for.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === box && field.value.trim().length < 2) event.detail.serverResponse = "";
  });
}
