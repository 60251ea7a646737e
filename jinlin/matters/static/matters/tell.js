// The page of telling, made safer and quicker where script runs: the words are kept on the device until they
// have arrived, photos are made small and sent ahead, a form without a network waits and is sent once.
// Everything on the page works without this file.

"use strict";

const DRAFT = "jinlin-draft";
const DRAFT_LIVES = 24 * 3600 * 1000;
// Never kept on the device: name, telephone, photos, position.
const KEPT = ["text", "spot"];
const LONG_SIDE = 2048;
const RETRY = 4000;

const form = document.querySelector("form[data-telling]");
const words = (name) => document.querySelector("[data-words]").dataset[name];

if (document.querySelector("[data-sent]")) forgetDraft();
if (form) {
  if (form.elements.text) keepDraft();
  sendWhenThereIsANetwork();
  sendPhotosAhead();
  if (form.elements.lat_e6) offerPosition();
  form.elements.place_q?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

function forgetDraft() {
  try {
    localStorage.removeItem(DRAFT);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

function keepDraft() {
  let timer = 0;
  const save = () => {
    const typed = Object.fromEntries(KEPT.map((name) => [name, form.elements[name].value]));
    const draft = { at: Date.now(), key: form.elements.key.value, typed };
    try {
      if (typed.text.trim()) localStorage.setItem(DRAFT, JSON.stringify(draft));
      else localStorage.removeItem(DRAFT);
    } catch {
      // No room or not allowed: the page itself still holds the words.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  let draft = null;
  try {
    draft = JSON.parse(localStorage.getItem(DRAFT) || "null");
  } catch {
    forgetDraft();
  }
  if (!draft || Date.now() - draft.at > DRAFT_LIVES || form.elements.text.value.trim()) return;
  for (const name of KEPT) form.elements[name].value = draft.typed[name] || "";
  // The same key: if the words did arrive although nobody heard so, they are not recorded twice.
  form.elements.key.value = draft.key;
  say("[data-status]", words("restored"));
}

function say(where, text) {
  const line = form.querySelector(where);
  if (line) line.textContent = text;
}

function sendWhenThereIsANetwork() {
  let waiting = false;
  form.addEventListener("submit", async (event) => {
    if (event.submitter && event.submitter.value !== "send") return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    const button = form.querySelector("button[value=send]");
    button.setAttribute("aria-disabled", "true");
    say("[data-status]", words("sending"));
    while (!(await isReachable())) {
      say("[data-status]", words("offline"));
      await nextChance();
    }
    const act = Object.assign(document.createElement("input"), { type: "hidden", name: "act", value: "send" });
    form.append(act);
    form.submit();
  });
  // Coming back to the page by the browser's own way: the form may be sent again.
  addEventListener("pageshow", () => {
    waiting = false;
    form.querySelector("button[value=send]").removeAttribute("aria-disabled");
    form.querySelector("input[name=act]")?.remove();
  });
}

async function isReachable() {
  if (!navigator.onLine) return false;
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(8000) })).ok;
  } catch {
    return false;
  }
}

function nextChance() {
  return new Promise((resolve) => {
    const go = () => {
      removeEventListener("online", go);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(go, RETRY);
    addEventListener("online", go);
  });
}

function sendPhotosAhead() {
  const input = form.elements.photos;
  if (!input || !window.DataTransfer) return;
  input.classList.add("unseen");
  input.addEventListener("change", async () => {
    const left = new DataTransfer();
    const chosen = [...input.files];
    for (const [index, photo] of chosen.entries()) {
      say("[data-photo-status]", words("photo").replace("{n}", index + 1));
      const refusal = await sendPhoto(input.dataset.upload, photo);
      if (refusal === undefined) continue;
      // No network: the photo stays in the form and goes with it. Refused: the reason is said.
      if (refusal === "") left.items.add(photo);
      else return say("[data-photo-status]", refusal);
    }
    input.files = left.files;
    say("[data-photo-status]", left.files.length ? words("photoLater") : words("photoDone"));
  });
}

async function sendPhoto(where, photo) {
  const body = new FormData();
  body.append("photo", await madeSmall(photo), photo.name);
  const token = form.elements.csrfmiddlewaretoken.value;
  let answer;
  try {
    answer = await fetch(where, { method: "POST", body, headers: { "X-CSRFToken": token } });
  } catch {
    return "";
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.status !== 201) return told.words || "";
  const item = document.querySelector("template[data-photo]").content.cloneNode(true);
  item.querySelector("img").src = told.thumb;
  item.querySelector("input").value = told.id;
  form.querySelector("[data-photos]").append(item);
  return undefined;
}

async function madeSmall(photo) {
  try {
    const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return small && small.size < photo.size ? small : photo;
  } catch {
    return photo;
  }
}

function offerPosition() {
  const place = form.querySelector("[data-position]");
  if (!place || !navigator.geolocation) return;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => {
    say("[data-position] [role=status]", words("locating"));
    navigator.geolocation.getCurrentPosition(
      (found) => {
        form.elements.lat_e6.value = Math.round(found.coords.latitude * 1e6);
        form.elements.lon_e6.value = Math.round(found.coords.longitude * 1e6);
        say("[data-position] [role=status]", words("located").replace("{m}", Math.round(found.coords.accuracy)));
      },
      () => say("[data-position] [role=status]", words("notLocated")),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  });
}
