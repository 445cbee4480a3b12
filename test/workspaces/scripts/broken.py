raise ValueError("the data is not there")
