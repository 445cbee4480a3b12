export interface LineChart {
  title: string;
  /** Labels of the axes. */
  x: string;
  y: string;
  series: Record<string, readonly (readonly [number, number])[]>;
}

const width = 640;
const height = 360;
const margin = { left: 64, right: 24, top: 48, bottom: 56 };
const colours = ['#0072b2', '#d55e00', '#009e73'];

/** An SVG with both axes from zero, for the documentation; colours are told apart by people who see few of them. */
export function lineChart({ title, x, y, series }: LineChart): string {
  const points = Object.values(series).flat();
  const most = {
    x: Math.max(...points.map((point) => point[0])),
    y: niceCeiling(Math.max(...points.map((point) => point[1]))),
  };
  const across = (value: number) => margin.left + (value / most.x) * (width - margin.left - margin.right);
  const down = (value: number) =>
    height - margin.bottom - (value / most.y) * (height - margin.top - margin.bottom);
  const xTicks = [...new Set(points.map((point) => point[0]))].map(
    (value) =>
      `<text x="${across(value)}" y="${height - margin.bottom + 18}" text-anchor="middle">${value}</text>`,
  );
  const yTicks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = down(share * most.y);
    return `<path d="M${margin.left} ${at}H${width - margin.right}" stroke="#ddd"/><text x="${margin.left - 8}" y="${at + 4}" text-anchor="end">${share * most.y}</text>`;
  });
  const lines = Object.entries(series).map(([name, data], index) => {
    const colour = colours[index % colours.length];
    const path = data.map(([at, value]) => `${across(at).toFixed(1)} ${down(value).toFixed(1)}`).join('L');
    const dots = data.map(
      ([at, value]) =>
        `<circle cx="${across(at).toFixed(1)}" cy="${down(value).toFixed(1)}" r="3.5" fill="${colour}"/>`,
    );
    const label = `<text x="${margin.left + 16}" y="${margin.top + 18 + index * 20}" fill="${colour}">${name}</text>`;
    return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${label}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#333">`,
    `<title>${title}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${width / 2}" y="24" text-anchor="middle" font-size="15">${title}</text>`,
    ...yTicks,
    ...xTicks,
    `<text x="${width / 2}" y="${height - 12}" text-anchor="middle">${x}</text>`,
    `<text x="16" y="${height / 2}" text-anchor="middle" transform="rotate(-90 16 ${height / 2})">${y}</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

function niceCeiling(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / unit) * unit;
}
