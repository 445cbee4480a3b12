from tracking import log_metric, log_text, post, start_run

run = start_run()
post("runs/log-parameter", run_id=run["run_id"], key="epochs", value="3")
for step, loss in enumerate([0.9, 0.5, 0.25]):
    log_metric(run, "loss", loss, step)
    print("\033[32mloss\033[0m", loss)
log_text(run, "report.txt", "the loss fell to 0.25")
print("trained")
