// Live parts: <section data-live="/queue?fragment=rows" id="…">. Asked for with If-None-Match every 5 s, or only at each
// data-every="3"rd beat where what stands there changes slowly; 304 renews only the age.
// A hidden tab rests. After two failures the page says since when it is alone; what was focused or selected stays so.

const EVERY_MS = 5000;
const parts = [...document.querySelectorAll("[data-live]")];
const locale = document.documentElement.lang || "nl";
const clock = new Intl.DateTimeFormat(`${locale}-BE`, { timeZone: "Europe/Brussels", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
let failures = 0;
let beat = 0;
let lastGood = new Date();

function asOf(when) {
  lastGood = when;
  for (const el of document.querySelectorAll("[data-as-of]")) {
    el.classList.remove("is-lost");
    const time = el.querySelector("time");
    time.textContent = clock.format(when);
    time.dateTime = when.toISOString();
  }
}

function connection(lost) {
  const bar = document.getElementById("lost");
  if (!bar || bar.hidden === !lost) return;
  bar.querySelector("[data-lost-at]").textContent = clock.format(lastGood);
  bar.hidden = !lost;
  for (const el of document.querySelectorAll("[data-as-of]")) el.classList.toggle("is-lost", lost);
}

// A menu or field that is in use must not vanish under the hand.
function inUse(part) {
  const active = document.activeElement;
  return part.querySelector("details[open], dialog[open]") || (part.contains(active) && active.matches("input:not([type=checkbox]), textarea, select"));
}

// What stands elsewhere on the page and changes with the part: left alone while a hand is on it.
function renew(place, content) {
  if (place && !inUse(place) && !place.contains(document.activeElement)) place.replaceChildren(content.cloneNode(true));
}

function swap(part, html) {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  const keep = { id: active?.id, row: active?.closest("tr")?.id, href: active?.getAttribute("href"), selected: part.querySelector("tr.is-selected")?.id };
  const picked = new Set([...part.querySelectorAll("input[name=pick]:checked")].map((el) => el.value));
  const scroll = [...part.querySelectorAll(".table-wrap")].map((el) => el.scrollLeft);
  part.innerHTML = html;
  for (const copy of part.querySelectorAll("template[data-into]")) renew(document.getElementById(copy.dataset.into), copy.content);
  window.htmx?.process(part);
  for (const el of part.querySelectorAll("input[name=pick]")) el.checked = picked.has(el.value);
  part.querySelectorAll(".table-wrap").forEach((el, i) => (el.scrollLeft = scroll[i] ?? 0));
  if (keep.selected) document.dispatchEvent(new CustomEvent("regie:select", { detail: keep.selected }));
  const row = keep.row && document.getElementById(keep.row);
  const link = keep.href && [...(row || part).querySelectorAll("a")].find((a) => a.getAttribute("href") === keep.href);
  const target = (keep.id && document.getElementById(keep.id)) || link || (row && row.querySelector("a"));
  if (active) target?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("regie:live", { detail: { part } }));
}

async function poll(part) {
  const headers = { "X-Requested-With": "live", "HX-Request": "true" };
  if (part.dataset.etag) headers["If-None-Match"] = part.dataset.etag;
  const answer = await fetch(part.dataset.live, { headers, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(EVERY_MS * 2) });
  if (answer.status === 401 || answer.redirected) return location.reload();
  if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
  if (answer.status === 200) {
    const html = await answer.text();
    if (inUse(part)) return;
    part.dataset.etag = answer.headers.get("ETag") ?? "";
    swap(part, html);
  }
  asOf(new Date(answer.headers.get("Date") ?? Date.now()));
}

async function round(due = parts) {
  if (document.hidden) return;
  try {
    await Promise.all(due.map(poll));
    failures = 0;
  } catch {
    failures += 1;
  }
  connection(failures >= 2);
}

async function forever() {
  for (;;) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    beat += 1;
    await round(parts.filter((part) => beat % Number(part.dataset.every ?? 1) === 0));
  }
}

if (parts.length) {
  document.addEventListener("visibilitychange", () => !document.hidden && round());
  addEventListener("online", () => round());
  addEventListener("offline", () => connection(true));
  forever();
}
