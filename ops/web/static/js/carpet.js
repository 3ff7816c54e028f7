// Says what the cell under the pointer holds; the arrow keys walk over the cells.
const HOURS = 24;

function start(plot) {
  const data = JSON.parse(plot.querySelector("[data-carpet-json]").textContent);
  const cells = plot.querySelector("[data-carpet-cells]");
  const frame = plot.querySelector("[tabindex]");
  const said = plot.querySelector("[data-carpet-said]");
  const number = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en-GB" : `${document.documentElement.lang}-BE`, { minimumFractionDigits: data.digits, maximumFractionDigits: data.digits });
  let column = data.columns.length - 1;
  let hour = 0;

  function say() {
    const value = data.values[column * HOURS + hour];
    const clock = `${String(hour).padStart(2, "0")}:00`;
    said.textContent = `${data.columns[column]} ${clock}   ${value === null ? "–" : `${number.format(value)} ${data.unit}`}`;
  }

  cells.addEventListener("pointermove", (event) => {
    const box = cells.getBoundingClientRect();
    column = Math.min(Math.max(Math.floor(((event.clientX - box.left) / box.width) * data.columns.length), 0), data.columns.length - 1);
    hour = Math.min(Math.max(Math.floor(((event.clientY - box.top) / box.height) * HOURS), 0), HOURS - 1);
    say();
  });

  frame.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || event.target !== frame) return;
    event.preventDefault();
    column = Math.min(Math.max(column + step[0], 0), data.columns.length - 1);
    hour = Math.min(Math.max(hour + step[1], 0), HOURS - 1);
    say();
  });
}

for (const plot of document.querySelectorAll("[data-carpet]")) start(plot);
