// Costs at other prices. A cost is the sum of quantities times prices, so that nothing has to be simulated for it.

const priceNow = (item) => (chosen.prices ? chosen.prices[item] : data.prices.items[item].price);
const costOf = (quantities) => quantities.reduce((sum, quantity, item) => sum + quantity * priceNow(item), 0);
const money = (value) => `${short(value)} ${data.prices.currency}`;
const digits = (value) => String(+value.toPrecision(2));

// By the means, the rule of the answer: whose mean cost is least; the same in all runs counts as one.
const pricedAnswer = () => {
  const means = names.map((_, strategy) => costOf(data.prices.all[strategy]));
  const best = means.indexOf(Math.min(...means));
  const others = names.map((_, strategy) => strategy).filter((strategy) => strategy !== best)
    .sort((one, other) => means[one] - means[other] || one - other);
  const next = others[0];
  const wins = data.prices.runs
    ? data.prices.runs[best].filter((run, k) => costOf(run) < costOf(data.prices.runs[next][k])).length : null;
  return { means, best, next, wins };
};

// The nearest price of exposure, in proportion, at which another strategy has the same mean cost as the best.
const turningPoint = (best) => {
  const own = priceNow(0);
  const rest = (quantities) => costOf(quantities) - quantities[0] * own;
  const points = names.map((_, other) => {
    const days = data.prices.all[other][0] - data.prices.all[best][0];
    const others = rest(data.prices.all[other]) - rest(data.prices.all[best]);
    return { other, price: days === 0 ? -1 : -others / days, isBelow: others < 0 };
  }).filter((point) => point.other !== best && point.price > 0);
  const distance = (price) => (own > 0 ? Math.max(price / own, own / price) : price);
  return points.sort((one, other) => distance(one.price) - distance(other.price) || one.other - other.other)[0];
};

const pricedWords = () => {
  const { means, best, next, wins } = pricedAnswer();
  const less = means[next] > 0 ? Math.round((means[next] - means[best]) / means[next] * 100) : 0;
  const lead = less >= 1 ? `${less} % less than the next best` : "about the same as the next best";
  const rows = [];
  if (wins !== null) rows.push(["In how many runs", `${names[best]} is cheaper than ${names[next]} in ${wins} of ${data.replications.length}`]);
  const point = turningPoint(best);
  rows.push(["Turning point", point
    ? `If a day of exposure of one device costs ${point.isBelow ? "less" : "more"} than about ${digits(point.price)} `
      + `${data.prices.currency} (now ${digits(priceNow(0))}), ${names[point.other]} is the cheapest`
    : "No price of exposure makes another strategy the cheapest."]);
  return {
    title: `At your prices: ${names[best]}`,
    first: `On average it costs ${money(means[best])}, ${lead} (${names[next]}, ${money(means[next])}).`,
    note: "By the averages alone. How sure it is was worked out for the scenario’s prices only.",
    rows,
  };
};

const showPriced = () => {
  const own = element("answer-own");
  const priced = element("answer-priced");
  own.hidden = chosen.prices !== null;
  if (!chosen.prices) {
    priced.replaceChildren();
    return;
  }
  const words = pricedWords();
  const make = (tag, text, style) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (style) made.className = style;
    return made;
  };
  const rows = document.createElement("dl");
  for (const [label, text] of words.rows) rows.append(make("dt", label), make("dd", text));
  priced.replaceChildren(make("h2", words.title), make("p", words.first, "first"), make("p", words.note), rows);
};

// The middle of a slider is the scenario's price, its ends are nothing and a hundred times as much, in equal proportions.
const startPriceSliders = () => {
  const block = element("prices");
  if (!block) return;
  block.hidden = false;
  const given = data.prices.items.map((item) => item.price);
  const sliders = [...block.querySelectorAll("input")];
  const baseOf = (item) => {
    if (given[item] > 0) return given[item];
    const point = turningPoint(pricedAnswer().best);
    return point ? point.price : 1;
  };
  const bases = sliders.map((slider) => baseOf(Number(slider.dataset.item)));
  const startOf = (slider) => (given[Number(slider.dataset.item)] > 0 ? 50 : 0);
  const priceAt = (position, base) =>
    (position === 0 ? 0 : position === 50 ? base : +(base * 10 ** ((position - 50) / 25)).toPrecision(2));
  const read = () => {
    const prices = [...given];
    sliders.forEach((slider, place) => {
      const item = Number(slider.dataset.item);
      const position = Number(slider.value);
      prices[item] = position === startOf(slider) ? given[item] : priceAt(position, bases[place]);
      const words = `${digits(prices[item])} ${data.prices.currency}`;
      slider.nextElementSibling.value = words;
      slider.setAttribute("aria-valuetext", words);
    });
    chosen.prices = prices.every((price, item) => price === given[item]) ? null : prices;
  };
  const update = () => {
    read();
    showPriced();
    fillTiles();
    if (charts.has("costs")) draw("costs");
  };
  for (const slider of sliders) {
    slider.value = startOf(slider);
    slider.addEventListener("input", update);
  }
  element("prices-reset").addEventListener("click", () => {
    for (const slider of sliders) slider.value = startOf(slider);
    update();
  });
  read();
};
