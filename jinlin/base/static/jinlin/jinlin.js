// What a page can do beyond plain HTML: keep drafts, send once, read aloud, move in lists.
"use strict";
(() => {
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const keyOf = (form) => `draft:${form.dataset.draft}`;
  const kept_words = document.documentElement.lang.startsWith("en") ? "Your draft was kept on this device." : "上次没写完的，已经放回来了。";

  // Drafts: long texts only, never names, numbers or files; gone once the page after the form opens.
  for (const form of $$("form[data-draft]")) {
    const key = keyOf(form);
    const fields = $$("textarea[name]", form);
    try {
      const kept = JSON.parse(localStorage.getItem(key) || "null");
      if (kept && !fields.some((field) => field.value)) {
        let put = false;
        for (const field of fields) if (kept[field.name] && !field.value) { field.value = kept[field.name]; put = true; }
        if (put) { const line = form.querySelector("[data-status]"); if (line) line.textContent = kept_words; }
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
    // What did not arrive stays a draft, however many pages lie between here and its form.
    if (document.querySelector("[data-unsent]")) sessionStorage.removeItem("sent");
    else if (sent && !document.querySelector("[role=alert]")) { localStorage.removeItem(sent); sessionStorage.removeItem("sent"); }
  } catch { /* same */ }

  // What belongs to another choice of the form is neither shown nor sent; without script everything stands.
  for (const form of new Set($$("[data-belongs]").map((part) => part.closest("form")))) {
    const holds = (pair) => {
      const at = pair.indexOf("="), name = pair.slice(0, at), value = pair.slice(at + 1);
      return $$("input, select", form).some((field) => field.name === name && field.value === value && (field.type === "radio" || field.type === "checkbox" ? field.checked : !field.disabled));
    };
    const tidy = () => {
      for (const part of $$("[data-belongs]", form)) {
        part.hidden = !part.dataset.belongs.split(" ").some(holds);
        for (const field of $$("input, select, textarea", part)) field.disabled = part.hidden;
      }
    };
    form.addEventListener("change", tidy);
    window.addEventListener("pageshow", tidy);
    tidy();
  }

  // A long list of choices is found in by typing; what is ticked stays in sight.
  for (const sift of $$("[data-sift]")) {
    const list = sift.nextElementSibling, tiles = $$(".tile", list);
    sift.hidden = false;
    sift.addEventListener("input", () => {
      const wanted = sift.value.trim().toLowerCase();
      for (const tile of tiles) tile.hidden = !tile.textContent.toLowerCase().includes(wanted) && !tile.querySelector(":checked");
      for (const head of $$(".of", list)) head.hidden = Boolean(wanted);
    });
    sift.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }

  // Faults take the focus, so that nobody has to look for them.
  const faults = document.getElementById("faults");
  if (faults) faults.focus();

  // A form is sent once, however often the button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => { for (const form of $$("form[data-sent]")) delete form.dataset.sent; });
  const line = () => { const note = document.querySelector("[data-offline]"); if (note) note.hidden = navigator.onLine; };
  window.addEventListener("online", line);
  window.addEventListener("offline", line);
  line();

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
  for (const said of $$("[data-picked]")) said.closest("form").addEventListener("change", () => {
    const many = $$("tbody input[type=checkbox]:checked", said.closest("form")).length;
    said.textContent = many ? said.dataset.picked.replace("N", many) : "";
  });
  // On a phone the rooms stand in one line: the room one is in is in sight, and a button shows them all.
  for (const button of $$("[data-unfold]")) {
    const rooms = document.getElementById(button.dataset.unfold);
    const here = rooms.querySelector("[aria-current]");
    button.hidden = rooms.scrollWidth <= rooms.clientWidth;
    if (here) rooms.scrollLeft = here.offsetLeft - rooms.offsetLeft - 48;
    button.addEventListener("click", () => button.setAttribute("aria-expanded", String(rooms.classList.toggle("whole"))));
  }
  for (const button of $$("[data-print]")) button.addEventListener("click", () => window.print());
  for (const part of $$("[data-reload]")) setTimeout(() => location.reload(), 1000 * Number(part.dataset.reload));
  for (const field of $$("[data-submit-on-change]")) field.addEventListener("change", () => field.form.requestSubmit());
})();
