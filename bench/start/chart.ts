export interface Bar {
  label: string;
  value: number;
  ours: boolean;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Horizontal bars as SVG, readable on a light and on a dark page. */
export function chart(title: string, unit: string, bars: Bar[]): string {
  const [left, width, row, top] = [190, 420, 26, 44];
  const most = Math.max(...bars.map(({ value }) => value));
  const rows = bars.map(({ label, value, ours }, index) => {
    const y = top + index * row;
    const long = Math.max(1, (value / most) * width);
    return [
      `<text x="${left - 8}" y="${y + 15}" text-anchor="end"${ours ? ' font-weight="bold"' : ''}>${escaped(label)}</text>`,
      `<rect x="${left}" y="${y + 2}" width="${long.toFixed(1)}" height="18" fill="${ours ? '#0b7a75' : '#8a8f98'}"/>`,
      `<text x="${(left + long + 6).toFixed(1)}" y="${y + 15}">${value.toFixed(1)}${unit}</text>`,
    ].join('\n');
  });
  const [w, h] = [left + width + 70, top + bars.length * row + 10];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" role="img" aria-label="${escaped(title)}" font-family="sans-serif" font-size="13">
<rect width="${w}" height="${h}" fill="#ffffff"/>
<g fill="#1c2024">
<text x="10" y="24" font-size="15">${escaped(title)}</text>
${rows.join('\n')}
</g>
</svg>
`;
}
