// Keys, menus, dialogs, toasts, theme and forms: what every page shares.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- Keys -------------------------------------------------------------------
// A letter presses the first visible element with that data-key; one inside the selected row goes first.
// Letters are compared by what they type, so that AZERTY works; with Alt also by position, because Alt + 1 types "&" there.

const isTyping = (el) => el.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function keyOf(event) {
  const printed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!event.altKey) return printed;
  const place = event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
  return `alt+${/^[a-z0-9]$/.test(printed) ? printed : place}`;
}

function visible(el) {
  return el.checkVisibility ? el.checkVisibility({ visibilityProperty: true }) : el.offsetParent !== null;
}

function targetOf(key) {
  const found = $$("[data-key]").filter((el) => el.dataset.key.toLowerCase() === key.toLowerCase() && visible(el));
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
  if (event.ctrlKey || event.metaKey || event.defaultPrevented || event.isComposing) return;
  if (event.key === "Escape") return closeMenus(event);
  if (isTyping(event.target) && !event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  const key = keyOf(event);
  const el = targetOf(key);
  if (el) {
    event.preventDefault();
    press(el);
  } else if (!event.altKey && moveRow(key, event)) {
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

// --- Bulk actions ---------------------------------------------------------------
document.addEventListener("change", (event) => {
  if (event.target.name !== "pick" && !event.target.matches("[data-pick-all]")) return;
  if (event.target.matches("[data-pick-all]")) for (const box of $$("input[name=pick]")) box.checked = event.target.checked;
  const picked = $$("input[name=pick]:checked").length;
  for (const bar of $$("[data-bulk]")) {
    bar.hidden = picked === 0;
    bar.querySelector("[data-bulk-count]").textContent = picked;
  }
});

// --- Menus and dialogs ------------------------------------------------------------
function closeMenus(event) {
  for (const menu of $$("details.menu[open]")) {
    menu.open = false;
    if (event?.type === "keydown") menu.querySelector("summary").focus();
  }
}
document.addEventListener("click", (event) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog.id === "keys") listKeys(dialog);
    document.querySelector("#nav:popover-open")?.hidePopover();
    dialog.showModal();
  }
  const dialog = event.target.closest?.("dialog");
  if (dialog && (event.target.closest("[data-close]") || event.target === dialog)) dialog.close();
});

// The help dialog lists every element of the page that has a key.
function listKeys(dialog) {
  const list = dialog.querySelector("[data-keys-list]");
  for (const old of $$("[data-found]", list)) old.remove();
  const known = new Set($$("dt kbd", list).map((el) => el.textContent.toLowerCase()));
  for (const el of $$("[data-key]")) {
    const key = el.dataset.key;
    if (known.has(key.toLowerCase()) || !visible(el)) continue;
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

// --- Toasts: ten seconds to undo; the clock stops while one reads or points at it -------
function runDown(toast) {
  let left = 10;
  let held = false;
  for (const [on, value] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
    toast.addEventListener(on, () => (held = value));
  }
  const tick = setInterval(() => {
    if (!toast.isConnected || (!held && --left <= 0)) {
      clearInterval(tick);
      toast.remove();
    }
  }, 1000);
  toast.querySelector("[data-toast-close]")?.addEventListener("click", () => toast.remove());
}

for (const el of $$("[data-toast]")) runDown(el);
// A fragment answered by htmx may carry a toast of its own: <template data-toast-template>…</template>.
document.addEventListener("htmx:afterSwap", () => {
  for (const template of $$("template[data-toast-template]")) {
    document.getElementById("toasts").append(template.content);
    template.remove();
    runDown(document.getElementById("toasts").lastElementChild);
  }
  focusErrors();
});

// What is newest stands at the right.
for (const el of $$("[data-scroll-end]")) el.scrollLeft = el.scrollWidth;

// --- Theme ------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const choice = event.target.closest?.("[data-theme-set]")?.dataset.themeSet;
  if (!choice) return;
  document.documentElement.dataset.theme = choice;
  document.cookie = `regie_theme=${choice}; path=/; max-age=31536000; samesite=lax`;
  for (const el of $$("[data-theme-set]")) el.setAttribute("aria-pressed", String(el.dataset.themeSet === choice));
  document.dispatchEvent(new CustomEvent("regie:theme"));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new CustomEvent("regie:theme")));

// --- Chart or table -----------------------------------------------------------------
function showTwin(box, table) {
  box.querySelector("[data-twin-table]").hidden = !table;
  box.querySelector("[data-twin-chart]").hidden = table;
}
document.addEventListener("click", (event) => {
  const of = event.target.closest?.("[data-twin-of]");
  if (of) {
    const table = of.dataset.twinShow === "table";
    showTwin(document.getElementById(of.dataset.twinOf), table);
    for (const el of $$(`[data-twin-of="${of.dataset.twinOf}"]`)) el.setAttribute("aria-pressed", String(el === of));
  }
  const toggle = event.target.closest?.("[data-twin-toggle]");
  if (toggle) {
    const table = toggle.getAttribute("aria-pressed") !== "true";
    showTwin(toggle.closest("[data-twin]"), table);
    toggle.setAttribute("aria-pressed", String(table));
  }
});

// --- Forms: sent once; the idempotency key stays, so that a second try is the same act -----
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && form.method === "post") return event.preventDefault();
  form.dataset.sent = "1";
  for (const button of $$("button[type=submit]", form)) button.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 8000);
});
function release(form) {
  delete form.dataset.sent;
  for (const button of $$("button[aria-busy]", form)) button.removeAttribute("aria-busy");
}
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});
addEventListener("pageshow", () => $$("form[data-sent]").forEach(release));

function focusErrors() {
  document.querySelector("[data-focus]")?.focus();
}
focusErrors();
