// The list at the door: a tap counts at once, is kept on this device, and is sent when there is a network. No names are kept.
"use strict";
(() => {
  const root = document.querySelector("[data-door]");
  if (!root) return;
  const english = document.documentElement.lang.startsWith("en");
  const say = (zh, en) => (english ? en : zh);
  const key = `door:${root.dataset.activity}`;
  const status = root.querySelector("[data-door-status]");
  const came = root.querySelector("[data-came-count]");
  const read = () => { try { return JSON.parse(localStorage.getItem(key) || "[]"); } catch { return []; } };
  const keep = (facts) => { try { facts.length ? localStorage.setItem(key, JSON.stringify(facts)) : localStorage.removeItem(key); } catch { /* full or refused: the page still holds them */ } };
  let queue = read();
  let sending = false;
  const nonce = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const tell = (words) => { if (status) status.textContent = words; };
  const told = () => tell(queue.length ? say(`已存在手机 · ${queue.length} 条待传`, `Kept on this device · ${queue.length} to send`) : say("都已送到", "All sent"));

  const paint = (row, here, mark) => {
    row.dataset.here = here ? "1" : "";
    if (mark !== undefined) row.dataset.nonce = mark;
    const button = row.querySelector("[data-tap]");
    button.setAttribute("aria-pressed", here ? "true" : "false");
    button.textContent = here ? say("✓ 到了", "✓ Here") : say("到了", "Here");
    button.classList.toggle("main", !here);
    if (came) came.textContent = String(root.querySelectorAll("[data-row][data-here='1']").length);
  };

  const flush = async () => {
    if (sending || !queue.length) { told(); return; }
    sending = true;
    const facts = queue.slice(0, 200);
    try {
      const answer = await fetch(root.dataset.url, {
        method: "POST", credentials: "same-origin", redirect: "error",
        headers: { "Content-Type": "application/json", "X-CSRFToken": root.dataset.csrf }, body: JSON.stringify({ facts }),
      });
      const body = await answer.json();
      if (answer.ok) {
        const done = new Set(body.taken.map((one) => one.nonce));
        queue = queue.filter((fact) => !done.has(fact.nonce));
        keep(queue);
        const against = body.taken.find((one) => one.said === "refused");
        if (against) tell(against.words); else told();
      } else tell(body.words || say("没有收下，请刷新页面", "Not taken; open the page again"));
    } catch { told(); }
    sending = false;
    if (queue.length && navigator.onLine) setTimeout(flush, 4000);
  };

  const add = (fact) => { queue.push({ ...fact, nonce: fact.nonce || nonce(), at: new Date().toISOString() }); keep(queue); told(); flush(); };

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-tap-form]")) return;
    event.preventDefault();
    const row = form.closest("[data-row]");
    if (!row) {
      const people = form.querySelector("[name=people]");
      if (!people.value) return;
      add({ kind: "headcount", method: "count", people: Number(people.value) });
      return;
    }
    const who = row.dataset.signUp ? { sign_up: Number(row.dataset.signUp) } : { person: Number(row.dataset.person) };
    if (row.dataset.here) { add({ kind: "undo", method: "list", undoes: row.dataset.nonce, ...who }); paint(row, false, ""); return; }
    const mark = nonce();
    add({ kind: "in", method: row.dataset.passed ? "pass" : "list", nonce: mark, ...who });
    paint(row, true, mark);
  });

  // What was tapped here and not sent yet is shown as it was tapped.
  for (const fact of queue) {
    const row = fact.sign_up ? root.querySelector(`[data-row][data-sign-up="${fact.sign_up}"]`) : root.querySelector(`[data-row][data-person="${fact.person}"]`);
    if (row && fact.kind === "in") paint(row, true, fact.nonce);
    if (row && fact.kind === "undo") paint(row, false, "");
  }
  const find = root.querySelector("[data-find]");
  if (find) find.addEventListener("input", () => {
    for (const row of root.querySelectorAll("[data-row]")) row.hidden = Boolean(find.value) && !row.textContent.includes(find.value.trim());
  });
  window.addEventListener("online", flush);
  setInterval(() => { if (queue.length) flush(); }, 15000);
  flush();
})();
