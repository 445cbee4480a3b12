// Logs TOTAL metric rows in small batches, retrying as MLflow's client does, and prints each acknowledged batch.
const uri = process.env.MLFLOW_TRACKING_URI;
const total = Number(process.argv[2]);
const batchRows = 50;
const pauseMs = 4;

async function post(path, body) {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(`${uri}/api/2.0/mlflow/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (response.ok) return await response.json();
      // As MLflow's client: only these are tried again.
      if (response.status < 500 && response.status !== 429) fail(response.status, await response.text());
    } catch (error) {
      if (attempt === 200) fail(error);
    }
    await new Promise((wait) => setTimeout(wait, 25));
  }
}

function fail(...why) {
  console.error(...why);
  process.exit(1);
}

const { run } = await post('runs/create', { experiment_id: '0', start_time: Date.now() });
for (let from = 0; from < total; from += batchRows) {
  const metrics = Array.from({ length: batchRows }, (_, row) => ({
    key: 'loss',
    value: 1 / (from + row + 1),
    timestamp: 1_700_000_000_000 + from + row,
    step: from + row,
  }));
  await post('runs/log-batch', { run_id: run.info.run_id, metrics });
  console.log(from + batchRows);
  await new Promise((wait) => setTimeout(wait, pauseMs));
}
