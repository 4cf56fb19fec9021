// Colours, lines, marks and patterns.

// The palette of M. Okabe and K. Ito, "Color universal design", 2008, which people of any colour vision can tell apart;
// on dark paper in lighter tones. Lines, marks and patterns tell strategies and causes apart without colour.
const palettes = {
  light: ["#0072b2", "#d55e00", "#009e73", "#b5548c", "#b87f00", "#3d9bd1", "#444c56", "#7a7300"],
  dark: ["#56b4e9", "#ff8f4a", "#2fc99b", "#e6a3cb", "#f0c04a", "#a9dcff", "#d5dce4", "#f0e442"],
};
const causePalettes = {
  light: { planned: ["#56b4e9", "#0072b2"], bad: ["#e6c619", "#e69f00", "#cc79a7", "#d55e00", "#3a3f46"] },
  dark: { planned: ["#a9dcff", "#4fa3dd"], bad: ["#f0e442", "#f0b03a", "#e6a3cb", "#ff8048", "#c9d1d9"] },
};
const lineTypes = ["solid", "dashed", "dotted", [14, 4, 3, 4], [3, 6], [18, 6], [8, 3, 2, 3, 2, 3], [1, 4]];
const cssLines = ["solid", "dashed", "dotted", "dashed", "dotted", "dashed", "double", "dotted"];
const marks = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow", "circle"];
const decals = [
  { symbol: "none" },
  { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4 },
  { symbol: "circle", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [5, 0], symbolSize: 0.55 },
  { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
  { dashArrayX: [1, 0], dashArrayY: [2, 5] },
  { symbol: "rect", dashArrayX: [[5, 5], [0, 5, 5, 0]], dashArrayY: [5, 0], symbolSize: 0.6 },
  { dashArrayX: [[2, 5]], dashArrayY: [1, 0] },
];

const isDark = () => darkScheme.matches && !isPrinting;
const palette = () => (isDark() ? palettes.dark : palettes.light);
const colour = (strategy) => palette()[strategy % palette().length];
const lineType = (strategy) => lineTypes[strategy % lineTypes.length];
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
