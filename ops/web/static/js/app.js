// Menus, dialogs, toasts, theme and forms: what every page shares.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

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
function closeMenus() {
  for (const menu of $$("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) closeMenus();
});
document.addEventListener("click", (event) => {
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    document.querySelector("#nav:popover-open")?.hidePopover();
    dialog.showModal();
  }
  const dialog = event.target.closest?.("dialog");
  if (dialog && (event.target.closest("[data-close]") || event.target === dialog)) dialog.close();
});

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

// In a list that scrolls by itself the current line is in sight.
for (const el of $$("[data-keep-in-view] [aria-current]")) {
  const list = el.closest("[data-keep-in-view]");
  list.scrollTop = el.offsetTop - list.clientHeight / 3;
}

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
document.addEventListener("htmx:afterSwap", focusErrors);
// A form that was asked for waits for its first word, or stands at what is chosen in it already; under a thumb a keyboard
// of the screen would cover it.
if (matchMedia("(pointer: fine)").matches) (document.querySelector("#do :is(input:checked, input:not([type=hidden], [type=radio]), select, textarea)") ?? document.querySelector("#do input[type=radio]"))?.focus();
focusErrors();
