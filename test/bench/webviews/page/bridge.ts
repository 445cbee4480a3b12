/**
 * Runs before a view: gives it `acquireVsCodeApi`, and puts a made-up panel in a worker on the other end, so
 * that answering does not take the view's own time, as in VS Code.
 */
const worker = new Worker(`/page/fake-host.js${location.search}`, { type: 'module' });
const storageKey = `state:${location.pathname}${location.search}`;

declare global {
  interface Window {
    acquireVsCodeApi: () => unknown;
    /** What the view asked its panel to do, for tests. */
    actions: unknown[];
    fakeHost: Worker;
  }
}

window.actions = [];
window.fakeHost = worker;
window.acquireVsCodeApi = () => ({
  postMessage: (message: { type: string; action?: unknown }) => {
    if (message.type === 'action') window.actions.push(message.action);
    worker.postMessage(message);
  },
  getState: () => JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') ?? undefined,
  setState: (state: unknown) => sessionStorage.setItem(storageKey, JSON.stringify(state)),
});
worker.onmessage = ({ data }) => window.dispatchEvent(new MessageEvent('message', { data }));

export {};
