// The map that moves. The drawing and the table are the page; this lays a map of our own shapes
// over the drawing when a reader asks for it, and takes it away again if anything fails.
// Nothing is fetched before that, and nothing from any other host.

const CLUSTER_RADIUS = 50;
const NEAREST = 10; // zoom; coordinates say a kilometre, nearer would promise more
const DIVISIONS_FROM = 3;
const NAMES_FROM = 2.2;
const RINGS_AT_ONCE = 150;
const HATCH = 14; // from line to line, two to a pixel
const NOWHERE = -1; // the number of no country, or of several

const figure = document.getElementById("map");
const say = figure.dataset;
const part = (name) => document.getElementById(`map-${name}`);
const live = part("live");
const sheet = figure.querySelector(".map-sheet");
const tokens = () => {
  const style = getComputedStyle(figure);
  return (name) => style.getPropertyValue(`--${name}`).trim();
};

// --- TopoJSON: arcs as differences of whole numbers, objects as numbers of arcs

function decoded(topology) {
  const [dx, dy] = topology.transform.scale;
  return topology.arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map((step) => [(x += step[0]) * dx, (y += step[1]) * dy]);
  });
}

function chain(numbers, arcs) {
  const line = [];
  for (const number of numbers) {
    const arc = number >= 0 ? arcs[number] : [...arcs[~number]].reverse();
    line.push(...(line.length ? arc.slice(1) : arc));
  }
  return line;
}

const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (geometry, properties = {}) => ({ type: "Feature", geometry, properties });
const point = (lon, lat, properties) => feature({ type: "Point", coordinates: [lon, lat] }, properties);

function lines(topology, name, arcs) {
  const coordinates = topology.objects[name].arcs.map((numbers) => chain(numbers, arcs));
  return feature({ type: "MultiLineString", coordinates }, { kind: name });
}

function areas(topology, arcs) {
  return topology.objects.countries.geometries.map((made) => {
    const coordinates = made.arcs.map((polygon) => polygon.map((ring) => chain(ring, arcs)));
    return feature(
      { type: "MultiPolygon", coordinates }, { code: made.id, label: made.properties.label });
  });
}

function mainBox(area) {
  let best = null, most = -1;
  for (const [ring] of area.geometry.coordinates) {
    const xs = ring.map((at) => at[0]), ys = ring.map((at) => at[1]);
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const size = (box[2] - box[0]) * (box[3] - box[1]);
    if (size > most) [best, most] = [box, size];
  }
  return best;
}

async function told(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

// --- The map

const line = (id, source, filter, color, width, more = {}) => ({
  id, source, type: "line", ...(filter && { filter: ["==", ["get", "kind"], filter] }),
  paint: { "line-color": color, "line-width": width, ...more },
});

function style(ground, borders, places, color, unmonitored) {
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: collection(ground), tolerance: 0.2 },
      borders: { type: "geojson", data: collection(borders), tolerance: 0.2 },
      divisions: { type: "geojson", data: collection([]), tolerance: 0.2 },
      places: {
        type: "geojson", data: collection(places), cluster: true,
        clusterRadius: CLUSTER_RADIUS, clusterMaxZoom: NEAREST - 1,
        clusterProperties: {
          n: ["+", ["get", "n"]],
          first: ["min", ["get", "first"]], last: ["max", ["get", "last"]],
        },
      },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": color("paper") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": color("land") } },
      { id: "unmonitored", type: "fill", source: "land",
        filter: ["in", ["get", "code"], ["literal", unmonitored]],
        paint: { "fill-pattern": "hatch" } },
      { ...line("divisions", "divisions", "", color("inner"), 0.8), minzoom: DIVISIONS_FROM },
      line("borders", "borders", "borders", color("border"), 0.9),
      line("disputed", "borders", "disputed", color("quiet"), 1, { "line-dasharray": [4, 3] }),
      // Not seen: the marks are links above the map. The layer keeps their clusters ready.
      { id: "places", type: "circle", source: "places", paint: { "circle-opacity": 0 } },
    ],
  };
}

function hatch(color) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = HATCH;
  const pen = canvas.getContext("2d");
  pen.strokeStyle = color;
  pen.lineWidth = 1.2;
  for (const shift of [-HATCH, 0, HATCH]) {
    pen.beginPath();
    pen.moveTo(shift - 2, HATCH + 2);
    pen.lineTo(shift + HATCH + 2, -2);
    pen.stroke();
  }
  return pen.getImageData(0, 0, HATCH, HATCH);
}

class Live {
  constructor(library, ground, borders, points) {
    this.library = library;
    this.points = points;
    this.ground = ground;
    this.boxes = ground.map(mainBox);
    this.marks = new Map();
    const color = tokens();
    this.codes = Object.keys(points.points);
    const places = Object.values(points.points).flatMap((found, at) => {
      const country = this.codes[at] ? at : NOWHERE;
      return found.map(([lon, lat, n]) =>
        point(lon, lat, { n, lon, lat, first: country, last: country }));
    });
    const [west, south, east, north] = say.bbox.split(",").map(Number);
    this.map = new library.Map({
      container: live,
      style: style(ground, borders, places, color, points.unmonitored),
      bounds: [[west, south], [east < west ? east + 360 : east, north]],
      maxZoom: NEAREST, minZoom: 0, maxPitch: 0, dragRotate: false, pitchWithRotate: false,
      rollEnabled: false, attributionControl: false,
      locale: {
        "Map.Title": say.sayLabel,
        "NavigationControl.ZoomIn": say.sayIn, "NavigationControl.ZoomOut": say.sayOut,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new library.NavigationControl({ showCompass: false }));
    this.map.addImage("hatch", hatch(color("hatch")), { pixelRatio: 2 });
    this.map.on("idle", () => this.arrange());
    this.map.on("webglcontextlost", failed);
  }

  ready() {
    return new Promise((done, refused) => {
      this.map.once("load", done);
      this.map.once("error", (event) => refused(event.error));
    });
  }

  recolour() {
    const color = tokens();
    this.map.setPaintProperty("water", "background-color", color("paper"));
    this.map.setPaintProperty("land", "fill-color", color("land"));
    this.map.setPaintProperty("divisions", "line-color", color("inner"));
    this.map.setPaintProperty("borders", "line-color", color("border"));
    this.map.setPaintProperty("disputed", "line-color", color("quiet"));
    this.map.updateImage("hatch", hatch(color("hatch")));
  }

  async withDivisions() {
    if (this.divided || this.map.getZoom() < DIVISIONS_FROM) return;
    this.divided = true;
    const topology = await told(say.divisions);
    const drawn = lines(topology, "divisions", decoded(topology));
    this.map.getSource("divisions").setData(collection([drawn]));
  }

  // Bring the marks up to date with what is in view.
  arrange() {
    this.withDivisions().catch(() => { this.divided = false; });
    const bounds = this.map.getBounds();
    const wanted = new Map();
    this.addNames(wanted, bounds);
    const inView = (spot) => bounds.contains([spot.lon, spot.lat]);
    for (const spot of this.points.numbers.filter(inView)) {
      wanted.set(`number ${spot.lon} ${spot.lat}`, () => marked("frame", spot));
    }
    const rings = this.points.rings.filter(inView);
    for (const spot of rings.length > RINGS_AT_ONCE ? [] : rings) {
      wanted.set(`ring ${spot.lon} ${spot.lat} ${spot.label}`, () => marked("ring", spot));
    }
    part("said").textContent = rings.length > RINGS_AT_ONCE ? say.sayRings : "";
    for (const found of this.map.querySourceFeatures("places")) {
      const [lon, lat] = found.geometry.coordinates;
      const told = found.properties;
      if (told.cluster && bounds.contains([lon, lat])) {
        wanted.set(`cluster ${told.cluster_id}`, () => this.cluster(told, lon, lat));
      } else if (!told.cluster && bounds.contains([told.lon, told.lat])) {
        wanted.set(`point ${told.lon} ${told.lat}`, () => marked("dot", this.placed(told)));
      }
    }
    for (const [key, mark] of this.marks) {
      if (!wanted.has(key)) { mark.remove(); this.marks.delete(key); }
    }
    for (const [key, make] of wanted) {
      if (!this.marks.has(key)) this.marks.set(key, this.put(make()));
    }
    this.link(bounds);
    live.dataset.arranged = "yes";
  }

  put({ element, lon, lat }) {
    return new this.library.Marker({ element }).setLngLat([lon, lat]).addTo(this.map);
  }

  addNames(wanted, bounds) {
    if (this.map.getZoom() < NAMES_FROM) return;
    this.ground.forEach((area, number) => {
      const name = this.points.names[area.properties.code];
      const [lon, lat] = area.properties.label;
      if (!name || !bounds.contains([lon, lat])) return;
      const [west, , east] = this.boxes[number];
      const room = this.map.project([east, lat]).x - this.map.project([west, lat]).x;
      if (room < name.length * 8) return;
      wanted.set(`name ${area.properties.code}`, () => {
        const element = document.createElement("span");
        element.className = "map-name";
        element.textContent = name;
        element.setAttribute("aria-hidden", "true");
        return { element, lon, lat };
      });
    });
  }

  cluster(told, lon, lat) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "mark circle";
    element.textContent = told.n;
    element.style.setProperty("--r", `${Math.min(26, 13 + 3 * Math.log10(told.n))}px`);
    named(element, this.label(told));
    element.addEventListener("click", async () => {
      const zoom = await this.map.getSource("places").getClusterExpansionZoom(told.cluster_id);
      this.map.easeTo({ center: [lon, lat], zoom: Math.min(zoom + 0.2, NEAREST) });
      this.map.getCanvas().focus({ preventScroll: true });
    });
    return { element, lon, lat };
  }

  placed(told) {
    const at = `${told.lon},${told.lat}`;
    return { ...told, label: this.label(told), url: `${say.list}&bbox=${at},${at}` };
  }

  // How many cases, and in which country where all are in one: the name is not always drawn.
  label(told) {
    const count = told.n === 1 ? say.sayCase : say.sayCases.replace("%(n)s", told.n);
    const name = told.first === told.last && this.points.names[this.codes[told.first]];
    return name ? say.sayBeside.replace("%(label)s", count).replace("%(said)s", name) : count;
  }

  link(bounds) {
    const out = (value, up) => (up ? Math.ceil : Math.floor)(value * 100) / 100;
    const within = (value, most) => Math.max(-most, Math.min(most, value));
    const box = [
      within(out(bounds.getWest()), 180), within(out(bounds.getSouth()), 90),
      within(out(bounds.getEast(), true), 180), within(out(bounds.getNorth(), true), 90),
    ];
    part("list").href = `${say.list}&bbox=${box.join(",")}`;
  }
}

function named(element, label) {
  element.setAttribute("aria-label", label);
  element.title = label;
}

function marked(kind, spot) {
  const element = document.createElement("a");
  element.href = spot.url;
  element.className = `mark ${kind}${kind === "dot" && spot.n > 1 ? " circle" : ""}`;
  if (spot.n > 1 || kind === "frame") element.textContent = spot.n;
  named(element, spot.label);
  return { element, lon: spot.lon, lat: spot.lat };
}

// --- Opening and closing

let current = null;

function show(moving) {
  sheet.hidden = moving;
  live.hidden = !moving;
  part("open").hidden = moving;
  part("close").hidden = part("list").hidden = !moving;
}

function close() {
  current?.map.remove();
  current = null;
  delete live.dataset.arranged;
  part("said").textContent = "";
  show(false);
}

function failed() {
  close();
  part("open").hidden = true;
  part("said").textContent = say.sayFailed;
}

async function open() {
  part("open").disabled = true;
  figure.setAttribute("aria-busy", "true");
  try {
    const [library, topology, points] = await Promise.all([
      import(say.library), told(say.countries), told(say.points), dressed()]);
    const arcs = decoded(topology);
    const borders = ["borders", "disputed"].map((name) => lines(topology, name, arcs));
    show(true);
    current = new Live(library, areas(topology, arcs), borders, points);
    await current.ready();
    current.map.getCanvas().focus({ preventScroll: true });
  } catch (error) {
    console.warn(error);
    failed();
  } finally {
    part("open").disabled = false;
    figure.removeAttribute("aria-busy");
  }
}

// The library's own style sheet, once.
function dressed() {
  if (document.getElementById("map-style")) return null;
  return new Promise((done, refused) => {
    const link = Object.assign(document.createElement("link"), {
      id: "map-style", rel: "stylesheet", href: say.sheet, onload: done, onerror: refused });
    document.head.prepend(link);
  });
}

function canDraw() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

if (canDraw()) {
  part("open").hidden = false;
  part("open").addEventListener("click", open);
  part("close").addEventListener("click", () => { close(); part("open").focus(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => current?.recolour());
}

