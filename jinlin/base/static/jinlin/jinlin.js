// What a page can do beyond plain HTML: keep drafts, send once, wait for the line, read aloud, move in lists.
"use strict";
(() => {
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = (text) => { const line = document.querySelector("[data-status-line]"); if (line) line.textContent = text; };
  const keyOf = (form) => `draft:${form.dataset.draft || form.getAttribute("action") || location.pathname}`;
  const words = document.documentElement.lang.startsWith("en")
    ? { kept: "Your draft was kept on this device.", waiting: "No network: kept on this device, sent when you are back.", sent: "Sent what was waiting." }
    : { kept: "上次没写完的，已经放回来了。", waiting: "没有网络：已留在这台设备上，连上后自动送出。", sent: "刚才没送出去的，已经送出。" };

  // Drafts: text only, never files; gone once the page after the form opens.
  for (const form of $$("form[data-draft], form[data-tell]")) {
    const key = keyOf(form);
    const fields = $$("textarea, input[type=text], input:not([type]), select", form).filter((field) => field.name && field.type !== "hidden");
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "null");
      if (kept && !fields.some((field) => field.tagName !== "SELECT" && field.value)) {
        let put = false;
        for (const field of fields) if (kept[field.name] && !field.value) { field.value = kept[field.name]; put = true; }
        if (put) { const line = form.querySelector("[data-status]"); if (line) line.textContent = words.kept; }
      }
    } catch { /* a device without storage keeps nothing */ }
    form.addEventListener("input", () => {
      const now = {};
      for (const field of fields) if (field.value) now[field.name] = field.value;
      try { localStorage.setItem(key, JSON.stringify(now)); } catch { /* full or refused */ }
    });
    form.addEventListener("submit", () => { try { sessionStorage.setItem("sent", key); } catch { /* same */ } });
  }
  try {
    const sent = sessionStorage.getItem("sent");
    if (sent && !document.querySelector("[role=alert]")) { localStorage.removeItem(sent); sessionStorage.removeItem("sent"); }
  } catch { /* same */ }

  // Faults take the focus, so that nobody has to look for them.
  const faults = document.getElementById("faults");
  if (faults) faults.focus();

  // A form is sent once; without a line it waits on the device, photos included, under the same key.
  const store = () => new Promise((resolve, reject) => {
    const open = indexedDB.open("jinlin", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("waiting", { autoIncrement: true });
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const ask = (db, mode, act) => new Promise((resolve, reject) => {
    const request = act(db.transaction("waiting", mode).objectStore("waiting"));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const wait = async (form) => {
    const fields = [...new FormData(form).entries()].filter(([name]) => name !== "csrfmiddlewaretoken");
    await ask(await store(), "readwrite", (waiting) => waiting.add({ action: form.action, fields }));
    say(words.waiting);
    const line = form.querySelector("[data-status]");
    if (line) line.textContent = words.waiting;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (!navigator.onLine && form.hasAttribute("data-tell")) { event.preventDefault(); wait(form); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => { for (const form of $$("form[data-sent]")) delete form.dataset.sent; });
  const resend = async () => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (!token || !navigator.onLine) return;
    const db = await store();
    const keys = await ask(db, "readonly", (waiting) => waiting.getAllKeys());
    for (const key of keys) {
      const one = await ask(db, "readonly", (waiting) => waiting.get(key));
      const body = new FormData();
      for (const [name, value] of one.fields) body.append(name, value);
      body.append("csrfmiddlewaretoken", token.value);
      const answer = await fetch(one.action, { method: "POST", body, credentials: "same-origin" });
      if (answer.ok) { await ask(db, "readwrite", (waiting) => waiting.delete(key)); say(words.sent); if (answer.redirected) location.href = answer.url; }
    }
  };
  const line = () => { const note = document.querySelector("[data-offline]"); if (note) note.hidden = navigator.onLine; };
  window.addEventListener("online", () => { line(); resend().catch(() => {}); });
  window.addEventListener("offline", line);
  line();
  if ("indexedDB" in window) resend().catch(() => {});

  // A place is taken only at a tap, never by itself.
  for (const button of $$("[data-locate]")) {
    if (!("geolocation" in navigator)) continue;
    button.hidden = false;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition((found) => {
      const form = button.closest("form");
      for (const [name, value] of [["lat", found.coords.latitude], ["long", found.coords.longitude]]) if (form.elements[name]) form.elements[name].value = value.toFixed(6);
      button.setAttribute("aria-pressed", "true");
    }));
  }

  // Read aloud by the device's own voice.
  if ("speechSynthesis" in window) for (const button of $$("[data-read-aloud]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
      const text = new SpeechSynthesisUtterance(document.getElementById("main").innerText);
      text.lang = document.documentElement.lang.startsWith("en") ? "en" : "zh-CN";
      text.rate = 0.9;
      speechSynthesis.speak(text);
    });
  }

  // Lists at the desk: arrow keys move between rows while the list has the focus; one box picks all.
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest && event.target.closest("[data-rows] tr, [data-rows] li");
    if (!row || !["ArrowDown", "ArrowUp"].includes(event.key) || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    const target = next && next.querySelector("a");
    if (target) { event.preventDefault(); target.focus(); }
  });
  for (const all of $$("[data-pick-all]")) all.addEventListener("change", () => {
    for (const box of $$("input[type=checkbox][name]", all.closest("form"))) box.checked = all.checked;
  });
  for (const button of $$("[data-print]")) button.addEventListener("click", () => window.print());
  for (const field of $$("[data-submit-on-change]")) field.addEventListener("change", () => field.form.requestSubmit());
})();
