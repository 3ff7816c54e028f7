// A call being typed: words that count are marked behind the text, fields that nobody touched follow what was heard.

const form = document.getElementById("call");
const words = document.getElementById("f-description");
const spot = document.getElementById("f-spot");
const mirror = form.querySelector("[data-mirror]");
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
let heard = { text: "", marks: [] };

// --- Marks ----------------------------------------------------------------------
// The answer is about the text of a moment ago: marks before what has changed since stay, those behind it move along.
function moved(marks, before, after) {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const by = after.length - before.length;
  return marks.flatMap((mark) => {
    if (mark.end <= head) return [mark];
    return mark.start >= before.length - tail ? [{ start: mark.start + by, end: mark.end + by }] : [];
  });
}

function paint() {
  const text = words.value;
  const parts = [];
  let at = 0;
  for (const { start, end } of moved(heard.marks, heard.text, text)) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    parts.push(text.slice(at, start), mark);
    at = end;
  }
  mirror.replaceChildren(...parts, `${text.slice(at)}\n`);
  mirror.scrollTop = words.scrollTop;
}

// Offsets count characters as the server does; a text with signs beyond 16 bits counts otherwise here.
function offsets(text) {
  const at = [0];
  for (const sign of text) at.push(at.at(-1) + sign.length);
  return at;
}

// --- What was heard -----------------------------------------------------------------
function listen() {
  const { affected, known, spot: room, text, marks } = document.getElementById("heard").dataset;
  const at = offsets(text);
  heard = { text, marks: marks.trim().split(" ").filter(Boolean).map((each) => each.split("-")).map(([start, end]) => ({ start: at[start], end: at[end] })) };
  paint();
  const hit = affected.split(" ");
  for (const box of $$("input[name=affected]", form)) if (box !== document.activeElement) box.checked = hit.includes(box.value);
  const kept = known.split(" ").filter(Boolean).map((code) => Object.assign(document.createElement("input"), { type: "hidden", name: "known", value: code }));
  document.getElementById("known-codes").replaceChildren(...kept);
  if (spot !== document.activeElement && ["", spot.dataset.spot].includes(spot.value)) spot.value = room;
  spot.dataset.spot = room;
  markSpot();
}
function markSpot() {
  form.querySelector("[data-spot-mark]").hidden = !spot.value || spot.value !== spot.dataset.spot;
}

words.addEventListener("input", paint);
words.addEventListener("scroll", () => (mirror.scrollTop = words.scrollTop));
spot.addEventListener("input", markSpot);

// --- Answers ----------------------------------------------------------------------
// A field that was typed in may give way to the caller's file: the cursor goes on to what is wrong.
let typedIn = "";
document.body.addEventListener("htmx:beforeSwap", () => (typedIn = document.activeElement?.name ?? ""));
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "heard" && event.detail.elt?.id !== "heard") return;
  listen();
  if (document.activeElement === document.body && typedIn) (document.querySelector("#caller input:not([type=hidden], [type=checkbox])") ?? words).focus();
});
// What is sent for good is not overtaken by a pause.
form.addEventListener("submit", () => window.htmx?.trigger(form, "htmx:abort"));

// --- Keys ---------------------------------------------------------------------------
// What a key opens is ready to be used; Escape closes it first, and only then puts the call aside.
for (const box of $$("details")) {
  box.addEventListener("toggle", () => box.open && box.querySelector("input:checked, select, input:not([type=hidden])")?.focus());
}
document.addEventListener(
  "keydown",
  (event) => {
    document.body.classList.toggle("shows-keys", event.altKey);
    if (event.key !== "Escape" || event.isComposing) return;
    if (document.querySelector("details.menu[open], dialog[open], #search-hits > *, :popover-open")) return;
    event.preventDefault();
    document.getElementById("aside").click();
  },
  true,
);
for (const end of ["keyup", "blur"]) addEventListener(end, () => document.body.classList.remove("shows-keys"));

listen();

// --- How long the call has been going --------------------------------------------------
// Counted from what the server said: the clock of the desk may be wrong. Nobody is told each second.
const timer = document.querySelector("[data-elapsed]");
if (timer) {
  const before = 1000 * Number(timer.parentElement.dataset.seconds);
  setInterval(() => {
    const seconds = Math.floor((before + performance.now()) / 1000);
    timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }, 1000);
}
