import time

for second in range(600):
    print("second", second, flush=True)
    time.sleep(1)
