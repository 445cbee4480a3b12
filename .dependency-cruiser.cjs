// The house's arrows (docs/architecture.md), checked in CI. Each rule names what it forbids and why.
const libraryOrder = [
  ['core'],
  ['manifests', 'store', 'discovery'],
  ['language', 'jobs', 'audit', 'onnx', 'oip', 'http', 'python', 'provenance'],
  ['tracking', 'registry', 'contracts', 'inference-log', 'model-link', 'workspace-facts'],
  [
    'candidates',
    'executions',
    'mlflow-api',
    'pipelines',
    'benchmarks',
    'importers',
    'exporters',
    'housekeeping',
    'ci',
  ],
  ['notebooks', 'gates', 'conversion', 'rpc', 'schedules', 'sweeps'],
  ['stage-makers', 'manifest-makers'],
  ['deployments'],
  ['monitoring'],
];
const processes = [
  'lsp',
  'runner',
  'reader',
  'supervisor',
  'hasher',
  'inference',
  'model-host',
  'bench',
  'cli',
];
const room = (names) => `^server/(${names.join('|')})/`;

const upward = libraryOrder.slice(0, -1).map((rooms, level) => ({
  name: `library-order-${rooms[0]}`,
  comment: 'A library may use those before it in the order, never those after it.',
  severity: 'error',
  from: { path: room(rooms) },
  to: { path: room(libraryOrder.slice(level + 1).flat()) },
}));

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'schemas-import-nothing',
      severity: 'error',
      from: { path: '^schemas/' },
      to: { pathNot: '^schemas/' },
    },
    {
      name: 'pure-rooms',
      comment: 'core, manifests and language do no IO.',
      severity: 'error',
      from: { path: room(['core', 'manifests', 'language']) },
      to: { path: '^(node:)?(fs|net|http|https|child_process|dgram|tls|worker_threads|sqlite|vscode)(/|$)' },
    },
    {
      name: 'client-alone',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^(server|webviews|test)/' },
    },
    {
      name: 'webviews-alone',
      severity: 'error',
      from: { path: '^webviews/' },
      to: { path: '^(server|client|test)/' },
    },
    {
      name: 'views-apart',
      severity: 'error',
      from: { path: '^webviews/([^/]+)/', pathNot: '^webviews/shared/' },
      to: { path: '^webviews/', pathNot: ['^webviews/$1/', '^webviews/shared/'] },
    },
    {
      name: 'shared-is-below-views',
      severity: 'error',
      from: { path: '^webviews/shared/' },
      to: { path: '^webviews/', pathNot: '^webviews/shared/' },
    },
    {
      name: 'client-features-apart',
      severity: 'error',
      from: { path: '^client/features/([^/]+)/' },
      to: { path: '^client/features/', pathNot: '^client/features/$1/' },
    },
    {
      name: 'host-is-below-features',
      severity: 'error',
      from: { path: '^client/host/' },
      to: { path: '^client/features/' },
    },
    {
      name: 'server-alone',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(client|webviews|test)/|^vscode$' },
    },
    {
      name: 'libraries-below-processes',
      severity: 'error',
      from: { path: '^server/', pathNot: room(processes) },
      to: { path: room(processes) },
    },
    {
      name: 'processes-apart',
      severity: 'error',
      from: { path: `^server/(${processes.join('|')})/` },
      to: { path: room(processes), pathNot: '^server/$1/' },
    },
    ...upward,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
