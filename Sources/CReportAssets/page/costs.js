// What strategies cost by item, at the prices of the moment.

const costChart = (plot) => {
  const tones = isDark()
    ? ["#4fa3dd", "#a9dcff", "#ff8048", "#f0b03a", "#f0e442", "#e6a3cb"]
    : ["#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#e6c619", "#cc79a7"];
  const { items, good, bad, all, currency } = data.prices;
  const isSplit = good.length > 0 && bad.length > 0;
  const costs = (quantities) => quantities.map((quantity, item) => quantity * priceNow(item));
  const rows = shown().flatMap((strategy) => (isSplit
    ? [
      { name: `${names[strategy]}\nno bad patch`, values: costs(good[strategy]) },
      { name: `${names[strategy]}\na bad patch`, values: costs(bad[strategy]) },
    ] : [{ name: names[strategy], values: costs(all[strategy]) }]));
  const causes = items.map((_, item) => item).filter((item) => rows.some((row) => row.values[item] > 0));
  return causeBars(plot, [
    { title: currency, causes, names: items.map((item) => item.words), colours: tones },
  ], currency, [rows]);
};
