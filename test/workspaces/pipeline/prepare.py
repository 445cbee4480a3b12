import re

split = float(re.search(r"split: (\S+)", open("params.yaml").read())[1])
header, *rows = open("data.csv").read().splitlines()
cut = int(len(rows) * split)
for name, part in [("train.csv", rows[:cut]), ("test.csv", rows[cut:])]:
    with open(name, "w") as file:
        file.write("\n".join([header, *part]) + "\n")
print(f"{cut} rows to train on")
