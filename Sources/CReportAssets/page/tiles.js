// The four figures of the first screen.

const mostInTile = 5;

// By strategy; null: not known.
const costsNow = (way) => names.map((_, strategy) => {
  if (way === 3) return costOf(data.prices.all[strategy]);
  if (!data.prices.runs) return null;
  const sorted = data.prices.runs[strategy].map(costOf).sort((one, other) => one - other);
  const place = (sorted.length - 1) * [0.5, 0.9, 1][way];
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place % 1);
});

const tileText = (tile, value, isBound) => {
  const words = tile.kind === "share" ? `${share(value)} %` : ["day", "days"].includes(tile.kind) ? dayNumber(value) : short(value);
  return (isBound ? "≥" : "") + words;
};

const fillTile = (tile) => {
  const block = element(`tile-${tile.id}`);
  const way = isMany ? chosen.way ?? tile.usual : 0;
  const isRepriced = tile.id === "cost" && chosen.prices !== null && chosen.scope === 0;
  const known = tile.values[chosen.scope];
  const values = isRepriced ? costsNow(way) : known && known.map((cells) => cells && cells[way]);
  const bounds = known && tile.bounds[chosen.scope];
  const rows = block.querySelector("ol");
  const note = block.querySelector(".way");
  if (!values) {
    rows.replaceChildren();
    note.textContent = `There is none for ${element("select-scope").selectedOptions[0].textContent}.`;
    return;
  }
  const best = isRepriced ? pricedAnswer().best : data.chosen;
  const order = shown().sort((one, other) => (values[one] ?? Infinity) - (values[other] ?? Infinity) || one - other);
  // The recommended one is always among those for which there is room.
  const told = order.slice(0, mostInTile);
  if (order.includes(best) && !told.includes(best)) told[mostInTile - 1] = best;
  const most = Math.max(...told.map((strategy) => values[strategy] ?? 0), 1e-12);
  rows.replaceChildren(...told.map((strategy) => {
    const row = document.createElement("li");
    const value = values[strategy];
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = names[strategy];
    const text = document.createElement("data");
    text.className = "value";
    if (value !== null && value !== undefined) text.value = value;
    text.textContent = value === null || value === undefined
      ? "–" : tileText(tile, value, !isRepriced && bounds && bounds[strategy] && bounds[strategy][way]);
    const bar = document.createElement("span");
    bar.className = "bar";
    bar.style.width = value > 0 ? `${Math.max(0.5, 100 * value / most)}%` : "0";
    bar.style.background = colour(strategy);
    bar.setAttribute("aria-hidden", "true");
    if (tile.kind === "day" && value !== null && value !== undefined && date(value)) {
      const when = document.createElement("span");
      when.className = "when";
      when.textContent = ` ${date(value)}`;
      text.append(when);
    }
    row.append(name, text, bar);
    if (strategy === best) row.classList.add("chosen");
    return row;
  }));
  const rest = order.length - told.length;
  const scoped = tile.id === "cost" && chosen.prices !== null && chosen.scope !== 0 ? ", at the scenario’s prices" : "";
  note.textContent = (isMany ? ways[way] : "the only run") + scoped + (rest > 0 ? `; ${rest} more in the table` : "");
};
const fillTiles = () => data.tiles.forEach(fillTile);
