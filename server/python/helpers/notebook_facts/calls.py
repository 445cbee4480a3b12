"""Which calls read or write a file, and where in the call its path stands."""

from __future__ import annotations

READ = "read"
WRITE = "written"
#: The mode says which: `open(path, "w")`.
BY_MODE = "mode"
#: A database: read and written as the program likes.
IN_PLACE = "in place"


class FileCall:
    """`position` of the path among the arguments (None: keyword only), or one of `keywords`."""

    def __init__(self, use: str, position: int | None, *keywords: str, suffix: str = "", folder: bool = False) -> None:
        self.use = use
        self.position = position
        self.keywords = keywords
        #: What the call adds to a path that does not end in it.
        self.suffix = suffix
        #: The path is a folder, or a pattern of files in one.
        self.folder = folder


def _many(prefix: str, names: str, call: FileCall) -> dict[str, FileCall]:
    return {prefix + name: call for name in names.split()}


_tabular = FileCall(READ, 0, "filepath_or_buffer", "path", "path_or_buf", "io", "source", "path_or_buffer")
_second = FileCall(WRITE, 1, "filename", "f", "path", "where", "file")

#: By the dotted name that the import gives them.
FUNCTIONS: dict[str, FileCall] = {
    **_many("", "open io.open codecs.open gzip.open bz2.open lzma.open", FileCall(BY_MODE, 0, "file", "filename")),
    **_many("pandas.read_", "csv table fwf parquet feather orc json excel pickle hdf stata sas spss xml html", _tabular),
    **_many("polars.read_", "csv parquet json ndjson ipc excel avro", _tabular),
    **_many("polars.scan_", "csv parquet ndjson ipc", _tabular),
    **_many("dask.dataframe.read_", "csv parquet json table orc", FileCall(READ, 0, "urlpath", "path")),
    "geopandas.read_file": FileCall(READ, 0, "filename"),
    "pandas.ExcelFile": FileCall(READ, 0, "path_or_buffer"),
    "pandas.ExcelWriter": FileCall(WRITE, 0, "path"),
    "pyarrow.parquet.read_table": FileCall(READ, 0, "source"),
    "pyarrow.csv.read_csv": FileCall(READ, 0, "input_file"),
    "pyarrow.parquet.write_table": _second,
    **_many("numpy.", "load loadtxt genfromtxt fromfile", FileCall(READ, 0, "file", "fname")),
    "numpy.save": FileCall(WRITE, 0, "file", suffix=".npy"),
    **_many("numpy.", "savez savez_compressed", FileCall(WRITE, 0, "file", suffix=".npz")),
    "numpy.savetxt": FileCall(WRITE, 0, "fname"),
    **_many("", "joblib.load skops.io.load torch.load onnx.load", FileCall(READ, 0, "filename", "file", "f")),
    **_many("", "joblib.dump skops.io.dump torch.save onnx.save onnx.save_model", _second),
    "torch.jit.load": FileCall(READ, 0, "f"),
    "torch.jit.save": _second,
    **_many("safetensors.", "torch.load_file numpy.load_file", FileCall(READ, 0, "filename")),
    **_many("safetensors.", "torch.save_file numpy.save_file", _second),
    **_many("", "keras.models.load_model tensorflow.keras.models.load_model", FileCall(READ, 0, "filepath")),
    **_many("", "keras.saving.load_model", FileCall(READ, 0, "filepath")),
    **_many("", "keras.models.save_model keras.saving.save_model", FileCall(WRITE, 1, "filepath")),
    "onnxruntime.InferenceSession": FileCall(READ, 0, "path_or_bytes"),
    "lightgbm.Booster": FileCall(READ, None, "model_file"),
    "sklearn.datasets.load_svmlight_file": FileCall(READ, 0, "f"),
    "sklearn.datasets.dump_svmlight_file": FileCall(WRITE, 2, "f"),
    "sklearn.datasets.load_files": FileCall(READ, 0, "container_path", folder=True),
    "torchvision.datasets.ImageFolder": FileCall(READ, 0, "root", folder=True),
    **_many("", "PIL.Image.open cv2.imread imageio.imread skimage.io.imread", FileCall(READ, 0, "fp", "filename", "uri")),
    **_many("", "cv2.imwrite imageio.imwrite skimage.io.imsave", FileCall(WRITE, 0, "filename", "uri", "fname")),
    **_many("matplotlib.pyplot.", "savefig imsave", FileCall(WRITE, 0, "fname")),
    "matplotlib.pyplot.imread": FileCall(READ, 0, "fname"),
    "h5py.File": FileCall(BY_MODE, 0, "name"),
    "zipfile.ZipFile": FileCall(BY_MODE, 0, "file"),
    "tarfile.open": FileCall(BY_MODE, 0, "name"),
    "xgboost.DMatrix": FileCall(READ, 0, "data"),
    **_many("", "sqlite3.connect duckdb.connect pandas.HDFStore", FileCall(IN_PLACE, 0, "database", "path")),
    **_many("", "os.listdir os.scandir os.walk", FileCall(READ, 0, "path", "top", folder=True)),
    **_many("glob.", "glob iglob", FileCall(READ, 0, "pathname", folder=True)),
    "runpy.run_path": FileCall(READ, 0, "path_name"),
}
#: These read one path and write another.
COPIES = frozenset({"shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move"})

#: By their name alone, whatever they are called on; `xgboost.DMatrix`, `save` and the like only with a text for a path.
METHODS: dict[str, FileCall] = {
    **_many(
        "to_",
        "csv parquet json excel feather pickle hdf stata html xml latex markdown orc file netcdf zarr",
        FileCall(WRITE, 0, "path_or_buf", "path", "excel_writer", "buf", "filename", "fname"),
    ),
    **_many("write_", "csv parquet json ipc ndjson excel html image", FileCall(WRITE, 0, "file", "workbook")),
    **_many("sink_", "csv parquet ipc ndjson", FileCall(WRITE, 0, "path")),
    **_many("", "savefig save_model save_weights dump_model save", FileCall(WRITE, 0, "fname", "filepath", "fp", "path")),
    "save_pretrained": FileCall(WRITE, 0, "save_directory"),
    "tofile": FileCall(WRITE, 0, "fid"),
    **_many("", "load_weights load_model", FileCall(READ, 0, "filepath", "fname", "path")),
}
#: On what is known to be a path.
PATH_METHODS: dict[str, FileCall] = {
    **_many("", "read_text read_bytes", FileCall(READ, None)),
    **_many("", "write_text write_bytes touch", FileCall(WRITE, None)),
    "open": FileCall(BY_MODE, None),
    **_many("", "iterdir glob rglob", FileCall(READ, None, folder=True)),
}
#: What is worth a word where its path is not known; `save` of any object is not.
VAGUE = frozenset({"save", "load_model", "xgboost.DMatrix", "sqlite3.connect", "touch"})
