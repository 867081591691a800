// A slow phone: its network and its processor.

/** Slow 4G: bytes a second, and milliseconds for each request. */
const NETWORK = { offline: false, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, latency: 150 };
/** How many times slower the processor is. */
export const CPU_SLOW_DOWN = 4;
/** The phone, as a context of the browser. */
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'en-GB' };

/** Slows a page down by its session with the browser's developer tools. */
export async function slowDown(session) {
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOW_DOWN });
}
