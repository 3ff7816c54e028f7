// The meter chart: night, grid, alert span, band, line, labels, in that order, drawn with uPlot.
// Data (all texts translated, instants in epoch seconds):
// { t: [], actual: [], low: [], high: [], unit: "l/h", locale: "nl-BE", tz: "Europe/Brussels",
//   nights: [[from, to]], span: {from, to, label} | null, gap: {at, low, high, label} | null,
//   labels: {actual, expected, night, weekend}, weekend: epoch | null, end: "655 l/h" }

const CANVAS_FONT = '"Inter", system-ui, sans-serif';

function palette() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const names = { band: "chart-band", night: "chart-night", actual: "chart-actual", grid: "chart-grid", axis: "chart-axis", late: "late", onLate: "on-late", text: "text", text2: "text-2", surface: "surface" };
  const colours = Object.fromEntries(Object.entries(names).map(([key, name]) => [key, read(name)]));
  probe.remove();
  return colours;
}

const faded = (colour, share) => colour.replace(/^rgb\(/, "rgba(").replace(/\)$/, `, ${share})`);

class MeterChart {
  constructor(box, data) {
    this.box = box;
    this.data = data;
    this.days = new Intl.DateTimeFormat(data.locale, { timeZone: data.tz, weekday: "short", day: "numeric", month: "short" });
    this.hours = new Intl.DateTimeFormat(data.locale, { timeZone: data.tz, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.months = new Intl.DateTimeFormat(data.locale, { timeZone: data.tz, month: "short" });
    this.years = new Intl.DateTimeFormat(data.locale, { timeZone: data.tz, month: "short", year: "numeric" });
    this.full = new Intl.DateTimeFormat(data.locale, { timeZone: data.tz, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.numbers = new Intl.NumberFormat(data.locale, { maximumFractionDigits: 2 });
    this.lastIndex = data.actual.findLastIndex((v) => v != null);
    this.draw();
  }

  get short() {
    return this.data.t.at(-1) - this.data.t[0] < 3 * 86400;
  }

  // Points of weeks, over more than a year.
  get long() {
    return this.data.t.at(-1) - this.data.t[0] > 60 * 86400;
  }

  get narrow() {
    return this.box.clientWidth < 560;
  }

  // The label of the last value stands beside it, so the plot leaves room at the right.
  padding() {
    return [this.data.span ? 34 : 12, this.narrow ? 12 : 88, 0, 0];
  }

  draw() {
    this.c = palette();
    this.plot?.destroy();
    const { t, low, high, actual } = this.data;
    const top = Math.max(0, ...high.filter(Number.isFinite), ...actual.filter(Number.isFinite));
    this.plot = new uPlot(this.options(top), [t, high, low, actual], this.box);
    this.tip();
  }

  options(top) {
    const c = this.c;
    const font = `12px ${CANVAS_FONT}`;
    return {
      width: this.box.clientWidth,
      height: this.box.clientHeight,
      padding: this.padding(),
      legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), this.data.tz),
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, fill: c.actual, stroke: c.surface, width: 1.5, show: true } },
      scales: { x: { time: true }, y: { range: () => [0, this.steps(top).at(-1)] } },
      series: [
        {},
        { stroke: null, points: { show: false } },
        { stroke: null, points: { show: false } },
        { stroke: c.actual, width: 1.75, points: { show: false }, spanGaps: false },
      ],
      bands: [{ series: [1, 2], fill: c.band }],
      axes: [
        { stroke: c.text2, font, grid: { show: false }, ticks: { stroke: c.axis, width: 1, size: 5 }, border: { show: true, stroke: c.axis, width: 1 }, size: 30, space: this.narrow ? 64 : 84, values: (u, splits) => this.dayLabels(splits), splits: (u) => this.dayStarts(u) },
        { stroke: c.text2, font, size: (this.narrow ? 58 : 72) + (this.long ? 38 : 0), gap: 6, grid: { stroke: c.grid, width: 1 }, ticks: { show: false }, splits: () => this.steps(top), values: (u, splits) => this.valueLabels(splits) },
      ],
      hooks: { drawClear: [(u) => this.drawNights(u)], drawAxes: [(u) => this.drawSpan(u)], draw: [(u) => this.over(u)], setCursor: [(u) => this.point(u)] },
    };
  }

  // One tick a local midnight; on short spans each six hours. Midnights are found by their local date, so that DST days are right.
  dayStarts() {
    if (this.long) return this.monthStarts();
    const { t } = this.data;
    const days = (t[t.length - 1] - t[0]) / 86400;
    const every = Math.max(1, Math.ceil(days / ((this.box.clientWidth - 140) / (this.narrow ? 64 : 84))));
    const ticks = [];
    let midnights = 0;
    for (const at of t) {
      const hour = this.hours.format(at * 1e3);
      if (hour === "00:00" && midnights++ % every === 0) ticks.push(at);
      else if (this.short && !this.narrow && (hour === "06:00" || hour === "12:00" || hour === "18:00")) ticks.push(at);
    }
    return ticks;
  }

  monthStarts() {
    const { t } = this.data;
    const starts = [];
    for (let at = t[0], month = ""; at <= t.at(-1); at += 86400) {
      const next = this.months.format(at * 1e3);
      if (month && next !== month) starts.push(at);
      month = next;
    }
    const every = Math.ceil(starts.length / ((this.box.clientWidth - 140) / 64));
    return starts.filter((_, i) => i % every === 0);
  }

  dayLabels(splits) {
    if (this.long) return splits.map((at, i) => (i === 0 || new Date((at + 43200) * 1e3).getUTCMonth() === 0 ? this.years : this.months).format(at * 1e3).replace(".", ""));
    return splits.map((at) => {
      const hour = this.hours.format(at * 1e3);
      if (hour !== "00:00") return hour;
      return this.short ? this.days.format(at * 1e3).replace(/[.,]/g, "") : "";
    });
  }

  // Over several days a name stands in the middle of its day, the last day stronger.
  drawDays(u) {
    if (this.short || this.long) return;
    const { t } = this.data;
    const px = devicePixelRatio;
    const y = u.bbox.top + u.bbox.height + 15 * px;
    const starts = this.dayStarts();
    starts.forEach((at) => {
      const x = u.valToPos(at + 43200, "x", true);
      if (at + 43200 > t[t.length - 1] + 3600) return;
      const last = at + 86400 > t[t.length - 1];
      this.text(u, this.days.format(at * 1e3).replace(/[.,]/g, ""), x, y, { align: "center", weight: last ? 600 : 400, colour: last ? this.c.text : this.c.text2 });
    });
  }

  // Steps of 1, 2 or 5 times a power of ten, at most five of them.
  steps(top) {
    const rough = (top || 1) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n * 4.6 >= top * 1.02) ?? 10 * power;
    const count = Math.max(1, Math.ceil((top * 1.02) / step));
    return Array.from({ length: count + 1 }, (_, i) => i * step);
  }

  valueLabels(splits) {
    return splits.map((v, i) => this.numbers.format(v) + (i === splits.length - 1 ? ` ${this.data.unit}` : ""));
  }

  clipX(u, from, to) {
    const { left, width } = u.bbox;
    const a = Math.max(left, u.valToPos(from, "x", true));
    const b = Math.min(left + width, u.valToPos(to, "x", true));
    return b > a ? [a, b - a] : null;
  }

  drawNights(u) {
    const { ctx, bbox } = u;
    const fill = (from, to, colour) => {
      const at = this.clipX(u, from, to);
      if (!at) return;
      ctx.fillStyle = colour;
      ctx.fillRect(at[0], bbox.top, at[1], bbox.height);
    };
    ctx.save();
    for (const [from, to] of this.data.nights ?? []) fill(from, to, this.c.night);
    ctx.restore();
  }

  text(u, words, x, y, { colour = this.c.text2, weight = 400, align = "left", halo = false } = {}) {
    const { ctx } = u;
    const px = devicePixelRatio;
    ctx.font = `${weight} ${12 * px}px ${CANVAS_FONT}`;
    ctx.textAlign = align;
    ctx.textBaseline = "middle";
    if (halo) {
      ctx.lineWidth = 4 * px;
      ctx.lineJoin = "round";
      ctx.strokeStyle = this.c.surface;
      ctx.strokeText(words, x, y);
    }
    ctx.fillStyle = colour;
    ctx.fillText(words, x, y);
  }

  over(u) {
    const { ctx } = u;
    ctx.save();
    this.drawFlag(u);
    this.drawGap(u);
    this.drawEnd(u);
    this.drawNames(u);
    this.drawDays(u);
    ctx.restore();
  }

  drawSpan(u) {
    const { span } = this.data;
    const at = span && this.clipX(u, span.from, span.to);
    if (!at) return;
    u.ctx.save();
    u.ctx.fillStyle = faded(this.c.late, 0.11);
    u.ctx.fillRect(at[0], u.bbox.top, at[1], u.bbox.height);
    u.ctx.restore();
  }

  // The flag stands on the span and ends where it ends; a long text runs out to the left.
  drawFlag(u) {
    const { span } = this.data;
    const at = span && this.clipX(u, span.from, span.to);
    if (!at) return;
    const { ctx, bbox } = u;
    const px = devicePixelRatio;
    ctx.fillStyle = this.c.late;
    ctx.fillRect(at[0], bbox.top - 6 * px, 1.5 * px, bbox.height + 6 * px);
    ctx.font = `600 ${12 * px}px ${CANVAS_FONT}`;
    const words = ctx.measureText(span.label).width + 20 * px;
    const width = Math.max(words, Math.min(at[1], words * 1.4));
    const left = Math.max(bbox.left, Math.min(at[0], at[0] + at[1] - width));
    ctx.beginPath();
    ctx.roundRect(left, bbox.top - 24 * px, width, 21 * px, 3 * px);
    ctx.fill();
    this.text(u, span.label, left + width / 2, bbox.top - 13 * px, { colour: this.c.onLate, weight: 600, align: "center" });
  }

  drawGap(u) {
    const { gap } = this.data;
    if (!gap) return;
    const { ctx } = u;
    const px = devicePixelRatio;
    const x = u.valToPos(gap.at, "x", true);
    const [from, to] = [u.valToPos(gap.high, "y", true) + 3 * px, u.valToPos(gap.low, "y", true) - 3 * px];
    ctx.font = `600 ${12 * px}px ${CANVAS_FONT}`;
    const span = this.data.span && this.clipX(u, this.data.span.from, this.data.span.to);
    if (to - from < 34 * px || (span && span[1] < ctx.measureText(gap.label).width * 0.8)) return;
    ctx.strokeStyle = this.c.late;
    ctx.lineWidth = 1.5 * px;
    ctx.lineCap = "round";
    ctx.beginPath();
    ctx.moveTo(x, from);
    ctx.lineTo(x, to);
    for (const [y, way] of [[from, 1], [to, -1]]) {
      ctx.moveTo(x - 3 * px, y + 4 * px * way);
      ctx.lineTo(x, y);
      ctx.lineTo(x + 3 * px, y + 4 * px * way);
    }
    ctx.stroke();
    this.text(u, gap.label, x, (from + to) / 2, { colour: this.c.late, weight: 600, align: "center", halo: true });
  }

  drawEnd(u) {
    const i = this.lastIndex;
    if (i < 0) return;
    const { ctx } = u;
    const px = devicePixelRatio;
    const [x, y] = [u.valToPos(this.data.t[i], "x", true), u.valToPos(this.data.actual[i], "y", true)];
    ctx.beginPath();
    ctx.arc(x, y, 3.5 * px, 0, 2 * Math.PI);
    ctx.fillStyle = this.c.actual;
    ctx.strokeStyle = this.c.surface;
    ctx.lineWidth = 2 * px;
    ctx.stroke();
    ctx.fill();
    if (this.narrow) return;
    const at = this.endLine(u);
    this.text(u, this.data.end, x + 10 * px, at, { colour: this.c.actual, weight: 600, halo: true });
    this.text(u, this.data.labels.actual, x + 10 * px, at + 15 * px, { colour: this.c.actual, halo: true });
  }

  // Where the last value is written: beside its point, and high enough for the two names below it to stay in the plot.
  endLine(u) {
    const px = devicePixelRatio;
    const point = u.valToPos(this.data.actual[this.lastIndex], "y", true);
    return Math.max(u.bbox.top + 8 * px, Math.min(point - 3 * px, u.bbox.top + u.bbox.height - 38 * px));
  }

  // Names stand in the drawing, so that no legend has to be read.
  drawNames(u) {
    const { labels, weekend } = this.data;
    this.nameNight(u);
    const line = weekend && labels.weekend && !this.narrow && this.weekendLine(u, weekend);
    if (line) this.text(u, labels.weekend, u.valToPos(weekend, "x", true), line, { align: "center", halo: true });
    if (this.narrow) this.nameActual(u);
    this.nameExpected(u);
  }

  // Near the ground, else at the top, wherever neither the line nor the last value is written; else nowhere.
  weekendLine(u, weekend) {
    const { bbox } = u;
    const px = devicePixelRatio;
    const x = u.valToPos(weekend, "x", true);
    return [bbox.top + bbox.height - 40 * px, bbox.top + 10 * px].find((y) => this.isClear(u, x, y)) ?? null;
  }

  // Room for a word around a point: the line may pass between two of its hours, so each stretch counts from end to end.
  isClear(u, x, y) {
    const { t, actual } = this.data;
    const px = devicePixelRatio;
    const end = this.lastIndex < 0 ? Infinity : u.valToPos(t[this.lastIndex], "x", true);
    if (x + 40 * px > end && Math.abs(y - this.endLine(u) - 8 * px) < 26 * px) return false;
    for (let i = 1; i < t.length; i += 1) {
      if (actual[i] == null || actual[i - 1] == null) continue;
      const [from, to] = [u.valToPos(t[i - 1], "x", true), u.valToPos(t[i], "x", true)];
      if (to < x - 40 * px || from > x + 40 * px) continue;
      const [one, other] = [u.valToPos(actual[i - 1], "y", true), u.valToPos(actual[i], "y", true)];
      if (y > Math.min(one, other) - 12 * px && y < Math.max(one, other) + 12 * px) return false;
    }
    return true;
  }

  nameNight(u) {
    const { labels, nights, span } = this.data;
    const px = devicePixelRatio;
    u.ctx.font = `400 ${12 * px}px ${CANVAS_FONT}`;
    const need = u.ctx.measureText(labels.night ?? "").width;
    const fits = ([from, to]) => {
      const at = this.clipX(u, from, to);
      return at && at[1] >= need * 0.9 && !(span && to > span.from && from < span.to);
    };
    const night = labels.night && (nights ?? []).find(fits);
    if (!night) return;
    const [x, width] = this.clipX(u, night[0], night[1]);
    this.text(u, labels.night, x + width / 2, u.bbox.top + 10 * px, { align: "center" });
  }

  nameActual(u) {
    const { t, actual, span, labels } = this.data;
    let peak = -1;
    actual.forEach((v, i) => {
      if (v != null && (!span || t[i] < span.from) && (peak < 0 || v > actual[peak])) peak = i;
    });
    if (peak < 0) return;
    const top = Math.max(actual[peak], this.data.high[peak] ?? 0);
    this.text(u, labels.actual, u.valToPos(t[peak], "x", true), u.valToPos(top, "y", true) - 12 * devicePixelRatio, { colour: this.c.actual, align: "center", halo: true });
  }

  nameExpected(u) {
    const { t, high, low, labels } = this.data;
    const px = devicePixelRatio;
    const last = high.findLastIndex((v) => v != null);
    if (last < 0 || (this.narrow && !this.short)) return;
    let peak = last;
    for (let i = last; i >= Math.max(0, last - 24); i -= 1) if (high[i] > high[peak]) peak = i;
    const edge = u.bbox.left + u.bbox.width;
    if (this.narrow) {
      const below = Math.min(u.valToPos(low[peak], "y", true) + 14 * px, u.bbox.top + u.bbox.height - 16 * px);
      this.text(u, labels.expected, edge, below, { align: "right", halo: true });
      return;
    }
    const bottom = u.bbox.top + u.bbox.height - 8 * px;
    const beside = Math.min(u.valToPos(high[peak] * 0.8, "y", true), bottom);
    const end = this.lastIndex >= 0 ? this.endLine(u) : -1e6;
    const meets = beside > end - 16 * px && beside < end + 30 * px;
    this.text(u, labels.expected, Math.min(u.valToPos(t[last], "x", true), edge) + 6 * px, meets ? end + 30 * px : beside, { halo: true });
  }

  tip() {
    this.tipBox = document.createElement("div");
    this.tipBox.className = "chart-tip";
    this.tipBox.hidden = true;
    this.box.append(this.tipBox);
  }

  point(u) {
    if (!this.tipBox) return;
    const i = u.cursor.idx;
    this.tipBox.hidden = i == null || u.cursor.left < 0;
    if (this.tipBox.hidden) return;
    const { t, actual, low, high, labels, unit } = this.data;
    const say = (v) => (v == null ? "–" : this.numbers.format(v));
    const head = document.createElement("b");
    head.textContent = (this.long ? this.days : this.full).format(t[i] * 1e3);
    const lines = [`${labels.actual} ${say(actual[i])} ${unit}`];
    if (high[i] != null) lines.push(`${labels.expected} ${say(low[i])} – ${say(high[i])} ${unit}`);
    this.tipBox.replaceChildren(head, ...lines.flatMap((line) => [line, document.createElement("br")]).slice(0, -1));
    const left = u.valToPos(t[i], "x") + u.bbox.left / devicePixelRatio;
    const width = this.tipBox.offsetWidth;
    this.tipBox.style.left = `${Math.max(0, left + 12 + width > this.box.clientWidth ? left - width - 12 : left + 12)}px`;
    this.tipBox.style.top = `${u.bbox.top / devicePixelRatio + 8}px`;
  }
}

const charts = new Map();

function show(box) {
  if (charts.has(box) || !box.clientWidth) return;
  const source = box.closest("[data-twin]").querySelector("[data-chart-json]");
  charts.set(box, new MeterChart(box, JSON.parse(source.textContent)));
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const chart = charts.get(target);
    if (!chart) show(target);
    else if (target.clientWidth && target.clientWidth !== chart.plot.width) chart.draw();
  }
});

const watch = () => document.querySelectorAll("[data-chart]").forEach((box) => resized.observe(box));
// The canvas measures its text: it waits for the font.
document.fonts.ready.then(watch);
document.addEventListener("regie:live", watch);
document.addEventListener("regie:theme", () => charts.forEach((chart) => chart.draw()));
