// Figures and days in words.

// About three digits, with commas; the same as in the tables.
const number = (value) => {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const digits = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
};
// Three digits and the unit's prefix.
const short = (value) => {
  const size = Math.abs(value);
  if (size >= 1e9) return `${+(value / 1e9).toPrecision(3)} G`;
  if (size >= 1e6) return `${+(value / 1e6).toPrecision(3)} M`;
  if (size >= 1e4) return `${+(value / 1e3).toPrecision(3)} k`;
  return number(value);
};
// Per cent, with a decimal near both ends.
const share = (value) => {
  const digits = value >= 99.95 || value === 0 ? 0 : value < 10 || value > 99 ? 1 : 0;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
};
const dayNumber = (value) => value.toFixed(value < 1 ? 2 : 1);
// The date of a moment, in days since the start, which need not be midnight: `Thu 20 Aug`; empty beyond the days that are known
// by name.
const date = (time) =>
  data.calendar.dates[data.calendar.midnights.findLastIndex((midnight) => midnight <= time + 1e-9)] || "";
const day = (value) => `day ${number(value)}${date(value) ? `, ${date(value)}` : ""}`;
const list = (items) => (items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`);
// The least round number that is not below: 1, 2, 2.5 or 5 times a power of ten.
const roundUp = (value) => {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((digit) => digit * power).find((round) => round >= value * (1 - 1e-9));
};
// The end of an axis on which all values up to this one have room.
const axisEnd = (most) => {
  if (!(most > 0)) return 1;
  const step = roundUp(most / 5);
  return step * Math.ceil(most / step - 1e-9);
};
