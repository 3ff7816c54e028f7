// A page without a mouse: letters that press, j and k over rows, and the list of keys.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- Keys -------------------------------------------------------------------
// A letter presses the first visible element with that data-key; one inside the selected row goes first.
// Letters are compared by what they type, so that AZERTY works; with Alt also by position, because Alt + 1 types "&" there.
// Ctrl + Enter sends a form from within any of its fields.

const isTyping = (el) => el.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function keyOf(event) {
  if (event.ctrlKey || event.metaKey) return event.key === "Enter" ? "ctrl+enter" : "";
  const printed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!event.altKey) return printed;
  const place = event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
  return `alt+${/^[a-z0-9]$/.test(printed) ? printed : place}`;
}

// Figures lie under Shift on AZERTY: there the key itself counts, when what it types means nothing here.
function figureOf(event) {
  return event.altKey ? "" : (event.code.match(/^Digit(\d)$/)?.[1] ?? "");
}

function visible(el) {
  return el.checkVisibility ? el.checkVisibility({ visibilityProperty: true }) : el.offsetParent !== null;
}

// What waits in a closed menu has its letter too, as long as the menu stands on the page.
function reachable(el) {
  const menu = el.closest("details.menu:not([open])");
  return visible(menu ?? el);
}

function targetOf(key) {
  const found = $$("[data-key]").filter((el) => el.dataset.key.toLowerCase() === key.toLowerCase() && reachable(el));
  const row = selectedRow();
  return found.find((el) => el.closest("tr") === row || el.closest("tr") === row?.nextElementSibling) ?? found.find((el) => !el.closest("tr[data-row], tr.row-more")) ?? null;
}

function press(el) {
  if (isTyping(el)) {
    el.focus();
    el.select?.();
  } else {
    el.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const key = keyOf(event);
  if (!key || (isTyping(event.target) && !key.includes("+"))) return;
  if (document.querySelector("dialog[open]")) return;
  const el = targetOf(key) ?? targetOf(figureOf(event));
  if (el) {
    event.preventDefault();
    press(el);
  } else if (moveRow(key, event)) {
    event.preventDefault();
  }
});

// --- Rows: j, k and Enter ------------------------------------------------------
const rows = () => $$("[data-rows] tr[data-row]").filter(visible);
const selectedRow = () => document.querySelector("[data-rows] tr.is-selected");

function selectRow(row, { focus = true } = {}) {
  for (const old of $$("[data-rows] tr.is-selected")) {
    old.classList.remove("is-selected");
    old.removeAttribute("aria-current");
    if (old.classList.contains("has-more")) old.nextElementSibling.hidden = true;
  }
  if (!row) return;
  row.classList.add("is-selected");
  row.setAttribute("aria-current", "true");
  if (row.classList.contains("has-more")) row.nextElementSibling.hidden = false;
  if (focus) {
    row.querySelector("a, button, input")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
}
// live.js says which row was selected before it swapped; modules do not import one another, because each is loaded by its hash.
document.addEventListener("regie:select", (event) => selectRow(document.getElementById(event.detail), { focus: false }));

function moveRow(key, event) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(selectedRow());
  if (key === "j") selectRow(all[Math.min(at + 1, all.length - 1)]);
  else if (key === "k") selectRow(all[Math.max(at - 1, 0)]);
  else if (key === "Enter" && at >= 0 && event.target === document.body) all[at].querySelector("a")?.click();
  else return false;
  return true;
}

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-rows] tr[data-row]");
  if (row && !event.target.closest("a, button, input, label, summary")) selectRow(row);
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-rows] tr[data-row]");
  if (row && row !== selectedRow()) selectRow(row, { focus: false });
});

// --- Help: every element of the page that has a key -----------------------------------
function listKeys(dialog) {
  const list = dialog.querySelector("[data-keys-list]");
  for (const old of $$("[data-found]", list)) old.remove();
  for (const el of $$("[data-of-rows]", list)) el.hidden = !rows().length;
  const known = new Set($$("dt kbd", list).map((el) => el.textContent.toLowerCase()));
  for (const el of $$("[data-key]")) {
    const key = el.dataset.key;
    if (known.has(key.toLowerCase()) || !(reachable(el) || el.closest("tr.row-more"))) continue;
    known.add(key.toLowerCase());
    const term = document.createElement("dt");
    for (const part of key.split("+")) {
      const cap = document.createElement("kbd");
      cap.textContent = part.length > 1 ? part[0].toUpperCase() + part.slice(1) : part;
      cap.translate = false;
      term.append(cap);
    }
    const text = document.createElement("dd");
    text.textContent = el.dataset.keyLabel ?? el.getAttribute("aria-label") ?? labelOf(el);
    term.dataset.found = text.dataset.found = "";
    list.append(term, text);
  }
}
function labelOf(el) {
  const copy = el.cloneNode(true);
  for (const extra of $$("kbd, svg, .visually-hidden", copy)) extra.remove();
  return copy.textContent.trim();
}
document.addEventListener("click", (event) => {
  if (event.target.closest?.('[data-dialog="keys"]')) listKeys(document.getElementById("keys"));
});
