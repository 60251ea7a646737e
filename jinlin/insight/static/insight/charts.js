// Draws the tables of a page as charts (ECharts, SVG) and lets one take the picture along. Without script the tables stand.
"use strict";
(() => {
  if (typeof echarts === "undefined") return;
  // The library writes fonts by a style attribute, which the content security policy refuses; said as a property it is allowed.
  const plain = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === "style" && this instanceof SVGElement) this.style.cssText = value;
    else plain.call(this, name, value);
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const english = document.documentElement.lang.startsWith("en");
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const drawn = new Map();

  // What the table says: labels of its rows, and one series for each column of numbers.
  const read = (table) => {
    const rows = [...table.tBodies[0].rows], heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.innerText.trim());
    return {
      labels: rows.map((row) => row.cells[0].innerText.trim()),
      series: heads.map((name, at) => ({ name, cells: rows.map((row) => {
        const cell = row.cells[at + 1];
        return { value: cell && cell.dataset.value !== undefined ? Number(cell.dataset.value) : null, shown: cell ? cell.dataset.shown || cell.innerText.trim() : "" };
      }) })),
    };
  };

  // The wall is drawn for 1920 × 1080 and grows or shrinks as a whole; below 1200 its parts stand under each other.
  const wallScale = () => innerWidth > 1200 ? Math.min(innerWidth / 1920, innerHeight / 1080) : .6;

  const options = (figure, found) => {
    const line = figure.dataset.chart === "line", large = Boolean(figure.dataset.large), wall = wallScale(), size = large ? Math.max(11, Math.round(20 * wall)) : 13;
    const share = found.series.some((one) => one.cells.some((cell) => cell.shown.endsWith("%")));
    const colours = [token("--accent"), token("--calm"), token("--good")], ink = token("--ink"), quiet = token("--ink-2"), rule = token("--line");
    const text = { color: quiet, fontSize: size, fontFamily: token("--sans") };
    const labels = found.labels.map((label) => line ? label.replace(/^\d{4} 年 /, "").replace(/ \d{4}$/, "") : label);
    const names = { type: "category", data: labels, axisLabel: { ...text, interval: line ? "auto" : 0, width: large ? 190 * wall : 150, overflow: "truncate" }, axisTick: { show: false }, axisLine: { lineStyle: { color: rule } }, inverse: !line };
    const numbers = { type: "value", minInterval: 1, axisLabel: { ...text, formatter: (value) => share ? `${value / 10}%` : `${value}` }, splitLine: { lineStyle: { color: rule } }, splitNumber: 4 };
    return {
      color: colours, animation: false, textStyle: { fontFamily: token("--sans") },
      aria: { enabled: false },
      legend: found.series.length > 1 ? { top: 0, textStyle: { ...text, color: ink }, icon: "roundRect", itemWidth: 14, itemHeight: 10 } : { show: false },
      grid: { left: 8, right: large ? Math.max(40, 56 * wall) : 40, top: found.series.length > 1 ? (large ? Math.max(34, 48 * wall) : 34) : 16, bottom: 6, containLabel: true },
      xAxis: line ? names : { ...numbers, axisLabel: { show: false }, splitLine: { show: false } }, yAxis: line ? numbers : names,
      series: found.series.map((one, at) => ({
        name: one.name, type: line ? "line" : "bar", data: one.cells.map((cell) => cell.value === null && !line ? 0 : cell.value), barMaxWidth: large ? 26 * wall : 16, barGap: "15%",
        symbol: at ? "diamond" : "circle", symbolSize: large ? Math.max(7, 10 * wall) : 7, lineStyle: { width: large ? Math.max(2.5, 4 * wall) : 2.5, type: at ? "dashed" : "solid" }, connectNulls: false,
        itemStyle: line ? {} : { borderRadius: 3 },
        label: { show: !line, position: "right", color: ink, fontSize: size, formatter: (point) => one.cells[point.dataIndex].shown },
        endLabel: { show: line, color: colours[at], fontSize: size, fontWeight: 600, formatter: (point) => one.cells[point.dataIndex].shown },
      })),
    };
  };

  const save = (name, address) => {
    const link = document.createElement("a");
    link.href = address; link.download = name;
    document.body.append(link); link.click(); link.remove();
  };
  const nameOf = (figure, kind) => `${document.querySelector("h1").innerText.trim()} ${figure.dataset.name || ""}`.replace(/[\\/:*?"<>|\s]+/g, "-") + `.${kind}`;
  const pictureOf = (figure) => {
    const svg = figure.querySelector(".chart-drawn svg").cloneNode(true);
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    paper.setAttribute("width", "100%"); paper.setAttribute("height", "100%"); paper.setAttribute("fill", token("--card"));
    svg.prepend(paper);
    return "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
  };
  const asPng = (figure) => {
    const box = figure.querySelector(".chart-drawn"), image = new Image(), canvas = document.createElement("canvas");
    image.onload = () => {
      canvas.width = box.clientWidth * 2; canvas.height = box.clientHeight * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => { const address = URL.createObjectURL(blob); save(nameOf(figure, "png"), address); setTimeout(() => URL.revokeObjectURL(address), 5000); });
    };
    image.src = pictureOf(figure);
  };
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button"; made.className = "btn small"; made.textContent = words; made.addEventListener("click", act);
    return made;
  };

  // With a box of its own a drawing can be made smaller: for paper, and as a picture.
  const framed = (box) => { const svg = box.querySelector("svg"); if (svg) svg.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`); };

  const draw = (figure) => {
    const table = figure.querySelector("table"), box = figure.querySelector(".chart-drawn");
    if (!table || !table.tHead || !box || drawn.has(box)) return;
    const found = read(table);
    if (found.labels.length < 2 || !found.series.some((one) => one.cells.some((cell) => cell.value !== null))) return;
    box.hidden = false;
    if (figure.dataset.chart === "bar" && !figure.dataset.large) {
      const tall = Math.max(160, 28 * found.labels.length * (found.series.length > 1 ? 1.5 : 1) + 50);
      box.style.height = `${Math.min(tall, 900)}px`;
    }
    figure.classList.add("drawn");
    const chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(options(figure, found));
    framed(box);
    box.setAttribute("aria-hidden", "true");
    drawn.set(box, { chart, figure, found });
    for (const fold of figure.querySelectorAll("details[open]")) fold.removeAttribute("open");
    if (!figure.dataset.large && !figure.querySelector(".tools-row")) {
      const tools = document.createElement("div");
      tools.className = "tools-row no-print";
      tools.append(button(english ? "Picture (SVG)" : "存成图片（SVG）", () => save(nameOf(figure, "svg"), pictureOf(figure))), button(english ? "Picture (PNG)" : "存成图片（PNG）", () => asPng(figure)));
      figure.append(tools);
    }
  };
  const all = () => {
    for (const [box, held] of drawn) if (!box.isConnected) { held.chart.dispose(); drawn.delete(box); }
    for (const figure of document.querySelectorAll("figure.chart")) draw(figure);
  };
  const again = () => { for (const { chart, figure, found } of drawn.values()) { chart.resize(); chart.setOption(options(figure, found), true); framed(figure.querySelector(".chart-drawn")); } };
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(again, 120); });
  // On paper the tables stand under their charts.
  const folds = () => document.querySelectorAll("figure.chart details");
  addEventListener("beforeprint", () => { for (const fold of folds()) fold.open = true; });
  addEventListener("afterprint", () => { for (const fold of folds()) fold.open = false; });
  dark.addEventListener("change", again);
  document.addEventListener("htmx:afterSettle", all);
  all();
})();
