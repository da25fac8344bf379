/* throughput.ts: how fast media came in lately, from what the browser measures anyway. */
const LEAST_BYTES = 64 * 1024; /* less says more of the way there than of its width */
const WEIGHT = 0.4; /* of the newest */

let bitsPerSecond: number | null = null;

function note(entry: PerformanceResourceTiming): void {
  const took = entry.responseEnd - entry.responseStart;
  if (!entry.name.endsWith('.mp4') || entry.transferSize < LEAST_BYTES || took <= 0) {
    return;
  }
  const seen = (entry.transferSize * 8000) / took;
  bitsPerSecond = bitsPerSecond === null ? seen : bitsPerSecond * (1 - WEIGHT) + seen * WEIGHT;
}

export function startThroughput(): void {
  const observer = new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries()) {
      if (entry instanceof PerformanceResourceTiming) {
        note(entry);
      }
    }
  });
  observer.observe({ type: 'resource', buffered: true });
}

/* Bits a second; null: nothing was measured yet. */
export function throughput(): number | null {
  return bitsPerSecond;
}
