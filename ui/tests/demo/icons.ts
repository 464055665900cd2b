// Generated app icons as data URLs, which the content security policy allows.
const colors = [
  '#0b6bb0',
  '#3355cc',
  '#6b45a8',
  '#a8327a',
  '#c2410c',
  '#b45309',
  '#4d7c0f',
  '#15803d',
  '#0f766e',
];
const shapes = [
  '<circle cx="16" cy="16" r="7" fill="none" stroke="#fff" stroke-width="4"/>',
  '<path d="M8 22 16 9l8 13z" fill="#fff"/>',
  '<path d="M9 9h6v6H9zM17 17h6v6h-6z" fill="#fff"/><path d="M17 9h6v6h-6zM9 17h6v6H9z" fill="#fff" opacity=".5"/>',
  '<path d="M8 20v-4M13 20v-9M18 20v-6M23 20V9" stroke="#fff" stroke-width="3" stroke-linecap="round"/>',
  '<path d="M7 12h18v11H7z" fill="#fff"/><path d="m7 12 9 7 9-7" fill="none" stroke="#000" stroke-opacity=".35" stroke-width="2"/>',
  '<path d="M22 11a8 8 0 1 0 1 9" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"/>',
  '<path d="M16 7l2.8 6 6.2.8-4.6 4.3 1.2 6.4-5.6-3.1-5.6 3.1 1.2-6.4L7 13.8l6.2-.8z" fill="#fff"/>',
];

export function demoIcon(id: string): string {
  let sum = 3;
  for (const letter of id) sum = (sum * 33 + (letter.codePointAt(0) ?? 0)) % 65521;
  const color = colors[sum % colors.length] ?? '#0b6bb0';
  const shape = shapes[Math.floor(sum / 9) % shapes.length] ?? '';
  // Real icons are either filled squares or drawings on a transparent background.
  const drawing =
    sum % 3 === 0
      ? `<rect width="32" height="32" rx="7" fill="${color}"/>${shape}`
      : `<g transform="translate(-8 -8) scale(1.5)">${shape.replaceAll('#fff', color)}</g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${drawing}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
