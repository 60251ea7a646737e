// The map: outlines on a canvas, marks as buttons; everything comes from the platform itself.
"use strict";
(() => {
  const box = document.getElementById("map");
  if (!box || !window.L) return;
  const status = document.querySelector(".map-card [data-status]");
  const say = box.dataset;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  box.hidden = false;
  status.textContent = "";

  const map = L.map(box, { preferCanvas: true, zoomControl: false, maxZoom: 18, minZoom: 4, zoomSnap: 0.5, attributionControl: !!say.tiles });
  L.control.zoom({ position: "topright", zoomInTitle: say.zoomIn, zoomOutTitle: say.zoomOut }).addTo(map);
  if (say.tiles) L.tileLayer(say.tiles, { maxZoom: 18, attribution: say.credit }).addTo(map);
  if (map.attributionControl) map.attributionControl.setPrefix(false);

  // Names lie under the marks, so that every number can be read.
  map.createPane("names").style.zIndex = 590;
  // A name is written where its area has room for it; elsewhere it shows when pointed at.
  const hasRoom = (shape, name) => {
    const area = shape.getBounds();
    const from = map.latLngToLayerPoint(area.getNorthWest());
    const to = map.latLngToLayerPoint(area.getSouthEast());
    return to.x - from.x > name.length * 13 && to.y - from.y > 18;
  };
  const areas = L.geoJSON(null, {
    style: (one) => ({ color: colour(one.properties.own ? "--ink-2" : "--edge"), weight: one.properties.own ? 3 : ["district", "street"].includes(one.properties.level) ? 2 : 1, fillColor: colour("--card"), fillOpacity: 0.55 }),
    onEachFeature: (one, shape) => {
      shape.bindTooltip(one.properties.name, { permanent: hasRoom(shape, one.properties.name), direction: "center", className: "area-name", pane: "names", offset: one.properties.level === "estate" ? [0, 28] : [0, 0] });
      shape.on("click", () => { if (!one.properties.link.endsWith(`=${say.at}`)) location.assign(one.properties.link); });
    },
  }).addTo(map);

  const boxes = [...document.querySelectorAll(".map-layers input")];
  const shown = new Map(boxes.map((one) => [one.value, L.layerGroup().addTo(map)]));
  const size = (count) => (count === 1 ? 34 : Math.min(62, 34 + Math.round(Math.log10(count) * 14)));

  function mark(feature, one) {
    const { count, name, link } = feature.properties;
    const [lon, lat] = feature.geometry.coordinates;
    const wide = size(count);
    const words = name ? `${one.dataset.words}：${name} ${count}` : `${one.dataset.words}：${count} ${say.things}，${say.look}`;
    const face = document.createElement("span");
    face.dataset.sign = one.dataset.sign;
    face.textContent = String(count);
    const icon = L.divIcon({ className: `mark ${one.dataset.tone}`, html: face, iconSize: [wide, wide] });
    const made = L.marker([lat, lon], { icon, title: words, alt: words, riseOnHover: true });
    if (name) made.bindTooltip(name, { direction: "top", offset: [0, -wide / 2], className: "mark-name" });
    const open = () => { if (link) location.assign(link); else map.setView([lat, lon], Math.min(map.getZoom() + 2, 18)); };
    made.on("click", open);
    made.on("add", () => {
      const face = made.getElement();
      face.setAttribute("aria-label", words);
      face.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open();
      });
    });
    return made;
  }

  let turn = 0;
  async function draw() {
    const mine = ++turn;
    const seen = map.getBounds().pad(0.15);
    const clip = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(6);
    const query = new URLSearchParams({
      at: say.at, zoom: Math.round(map.getZoom()),
      box: [clip(seen.getWest(), 180), clip(seen.getSouth(), 90), clip(seen.getEast(), 180), clip(seen.getNorth(), 90)].join(","),
    });
    const ask = async (address) => {
      const answer = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    };
    try {
      const on = boxes.filter((one) => one.checked);
      const [outlines, ...found] = await Promise.all([ask(say.areas), ...on.map((one) => ask(say.marks.replace("LAYER", one.value)))]);
      if (mine !== turn) return;
      areas.clearLayers();
      areas.addData(outlines);
      for (const group of shown.values()) group.clearLayers();
      const told = found.map((collection, at) => {
        const group = shown.get(on[at].value);
        for (const feature of collection.features) group.addLayer(mark(feature, on[at]));
        return `${on[at].dataset.words} ${collection.features.reduce((sum, feature) => sum + feature.properties.count, 0)}`;
      });
      status.textContent = told.length ? `${say.shown}：${told.join("，")}` : say.nothing;
    } catch {
      if (mine === turn) status.textContent = say.failed;
    }
  }

  for (const one of boxes) {
    one.dataset.words = one.parentElement.textContent.trim();
    one.addEventListener("change", draw);
  }
  const [west, south, east, north] = say.box.split(",").map(Number);
  if (say.box) {
    const whole = [[south, west], [north, east]];
    map.fitBounds(whole, { animate: false, padding: [12, 12] });
    // Farther away than this the place would be a dot under its own mark.
    map.setMinZoom(Math.max(4, Math.floor(map.getBoundsZoom(whole)) - 2));
  } else map.setView([25.3, 118.4], 11);
  map.on("moveend", draw);
  draw();
})();
