/** Where a curve of intensities (0 to 3) runs in a small picture: the call's and the board's alike. */

export interface Point { x: number; y: number }

/** The points of the curve, the first at the left edge, calm at the bottom. */
export function plot(intensities: readonly number[], width: number, height: number, edge: number): Point[] {
  const across = (width - 2 * edge) / Math.max(1, intensities.length - 1)
  const up = (height - 2 * edge) / 3
  return intensities.map((intensity, index) => ({ x: edge + index * across, y: height - edge - intensity * up }))
}

/** The points as SVG writes them. */
export const written = (points: readonly Point[]): string =>
  points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
