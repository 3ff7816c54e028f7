// The technician's tablet: photos that go by themselves and try again, and a finger that signs.

// --- Signature ----------------------------------------------------------------------
for (const box of document.querySelectorAll("[data-signature]")) {
  const canvas = box.querySelector("canvas");
  const drawing = box.querySelector("[name=drawing]");
  const pen = canvas.getContext("2d");
  box.hidden = false;
  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    drawing.value = "";
  };
  blank();
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.strokeStyle = "#1f1d1a";
  const at = (event) => {
    const edge = canvas.getBoundingClientRect();
    return [((event.clientX - edge.left) * canvas.width) / edge.width, ((event.clientY - edge.top) * canvas.height) / edge.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => (drawing.value = canvas.toDataURL("image/png")));
  box.querySelector("[data-clear]").addEventListener("click", blank);
}

// --- Photos ---------------------------------------------------------------------------
// Each is a request of its own with its own id, so that a second try is the same photo. Until the server has it the
// browser keeps it, so that whoever goes on to another page, or closes this one, loses none.
const RETRY_MS = 5000;
const list = document.querySelector("[data-sending]");
const words = list?.dataset ?? {};
const passing = (status) => status >= 500 || [401, 408, 429].includes(status);
let again = 0;

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("photos", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "id" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function kept(mode, act) {
  const change = (await opened).transaction("waiting", mode);
  const asked = act(change.objectStore("waiting"));
  return new Promise((resolve, reject) => {
    change.oncomplete = () => resolve(asked.result);
    change.onerror = change.onabort = () => reject(change.error);
  });
}

function say(photo, text) {
  let item = [...list.children].find((each) => each.dataset.id === photo.id);
  if (!item) {
    item = list.appendChild(document.createElement("li"));
    item.dataset.id = photo.id;
    const name = item.appendChild(document.createElement("b"));
    name.translate = false;
    name.textContent = photo.file.name;
    item.append(" ", document.createElement("span"));
  }
  item.querySelector("span").textContent = text;
}

async function send(photo) {
  say(photo, words.sends);
  const body = new FormData();
  body.append("file", photo.file);
  body.append("client_uuid", photo.id);
  const answer = await fetch(photo.url, { method: "POST", body }).catch(() => null);
  if (!answer || passing(answer.status)) {
    say(photo, words.waits);
    return false;
  }
  const problem = answer.ok ? {} : await answer.json().catch(() => ({}));
  await kept("readwrite", (store) => store.delete(photo.id));
  say(photo, answer.ok ? words.sent : (problem.detail ?? words.refused));
  return true;
}

// One page at a time sends, and only what the same person took: a tablet may pass from hand to hand.
function sendAll() {
  clearTimeout(again);
  return navigator.locks.request("photos", async () => {
    const mine = (await kept("readonly", (store) => store.getAll())).filter((photo) => photo.by === words.by);
    for (const photo of mine) say(photo, words.waits);
    let left = 0;
    for (const photo of mine) left += (await send(photo)) ? 0 : 1;
    if (left) again = setTimeout(sendAll, RETRY_MS);
  });
}

// Without a safe connection the browser offers neither ids nor locks: then the form sends one photo by itself.
if (list && isSecureContext) {
  addEventListener("online", sendAll);
  sendAll();
  document.querySelectorAll("form[data-photos]").forEach(keepAndSend);
}
function keepAndSend(form) {
  const input = form.querySelector("input[type=file]");
  input.multiple = true;
  form.querySelector("button[type=submit]").hidden = true;
  input.addEventListener("change", async () => {
    const taken = [...input.files].map((file) => ({ id: crypto.randomUUID(), url: form.dataset.photos, by: words.by, file }));
    for (const photo of taken) {
      say(photo, words.waits);
      await kept("readwrite", (store) => store.put(photo));
    }
    input.value = "";
    sendAll();
  });
}
