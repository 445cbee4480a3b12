// Written by `npm run schemas` from schemas/manifests/data.schema.json.

/** `*.data.yaml`: what a table must hold. Fields are described as Frictionless Table Schema does; `mostly`, `severity`, `role` and `privacy` are Slipway's own. */
export type DataFile = {
  /** Version of this format. Always 1. */
  slipway: 1;
  /** What the contract is called in views and reports. */
  name: Name;
  /** What the data is, in a sentence or two. */
  description?: string;
  /** The data file: CSV, Parquet or JSON. From the manifest's folder. */
  path: string;
  /** The fields of the table, as in Frictionless Table Schema. */
  schema: {
    /** The columns, in their order. */
    fields: Field[];
    /** How the file's columns match `fields`: the same in the same order (`exact`), in any order (`equal`), all of `fields` and others (`subset`), no others but not all (`superset`), or at least one (`partial`). */
    fieldsMatch?: 'exact' | 'equal' | 'subset' | 'superset' | 'partial';
    /** Texts that stand for a missing value. */
    missingValues?: string[];
    /** Field, or fields together, that name a row: never missing, never twice. */
    primaryKey?: Names;
    /** Further fields that together never come twice. */
    uniqueKeys?: string[][];
    /** Fields whose values stand in another table. */
    foreignKeys?: {
      /** Field or fields of this table. */
      fields: Names;
      /** Where their values stand. */
      reference: {
        /** Name of the other contract; empty or left out for this one. */
        resource?: string;
        /** Field or fields of that table. */
        fields: Names;
      };
    }[];
  };
  /** What must hold of the table as a whole. Named kinds, never raw SQL. */
  checks?: Check[];
};

export type Name = string;

export type Duration = string;

export type Share = number;

export type Severity = 'error' | 'warning';

export type Names = string | string[];

/** A column. */
export type Field = {
  /** Name of the column. */
  name: string;
  /** Type of its values. */
  type: 'string' | 'number' | 'integer' | 'boolean' | 'date' | 'time' | 'datetime' | 'year' | 'yearmonth' | 'duration' | 'object' | 'array' | 'list' | 'geopoint' | 'geojson' | 'any';
  /** Form of its values: `email`, `uri`, `uuid` or `binary` for text, a pattern like `%d.%m.%Y` for dates and times. */
  format?: string;
  /** Its name for people. */
  title?: string;
  /** What it says. */
  description?: string;
  /** A value of it, for readers. */
  example?: unknown;
  /** What its values must be. Which constraints there are depends on the type. */
  constraints?: Record<string, unknown>;
  /** Texts that stand for a missing value in this column, in place of the table's. */
  missingValues?: string[];
  /** Of a number that is written as text: what separates its fraction. */
  decimalChar?: string;
  /** Of a number that is written as text: what separates its thousands. */
  groupChar?: string;
  /** False: the number stands between other characters, such as `95 %`. */
  bareNumber?: boolean;
  /** Texts that stand for true. */
  trueValues?: string[];
  /** Texts that stand for false. */
  falseValues?: string[];
  /** Of a list: type of its items. */
  itemType?: 'string' | 'integer' | 'boolean' | 'number' | 'datetime' | 'date' | 'time';
  /** Of a list: what separates its items. */
  delimiter?: string;
  /** Share of the rows for which the constraints must hold. */
  mostly?: number;
  /** How much it matters that the constraints do not hold: an error blocks a release. */
  severity?: Severity;
  /** What the column is to a model: an input, what it learns, its answer, when a row came about, what names a row, how much a row counts, or the group of people that a row belongs to. */
  role?: 'feature' | 'target' | 'prediction' | 'timestamp' | 'id' | 'weight' | 'group';
  /** What the inference log keeps of its values: the values, a hash of them, or nothing. */
  privacy?: 'keep' | 'hash' | 'drop';
} & (({ type: 'integer' | 'number' | 'year' } & {
  constraints?: NumberConstraints;
}) | ({ type: 'string' } & {
  constraints?: TextConstraints;
}) | ({ type: 'boolean' } & {
  constraints?: BooleanConstraints;
}) | ({ type: 'date' | 'time' | 'datetime' | 'yearmonth' | 'duration' } & {
  constraints?: TimeConstraints;
}) | ({ type: 'array' | 'list' | 'object' } & {
  constraints?: CollectionConstraints;
}) | ({ type: 'geopoint' | 'geojson' | 'any' } & {
  constraints?: OtherConstraints;
}));

/** What the values of the column must be. */
export type NumberConstraints = {
  /** No value may be missing. */
  required?: boolean;
  /** No value may come twice. */
  unique?: boolean;
  /** The least value. */
  minimum?: number;
  /** The greatest value. */
  maximum?: number;
  /** Values are greater than this. */
  exclusiveMinimum?: number;
  /** Values are less than this. */
  exclusiveMaximum?: number;
  /** The only values that may stand there. */
  enum?: number[];
};

/** What the values of the column must be. */
export type TextConstraints = {
  /** No value may be missing. */
  required?: boolean;
  /** No value may come twice. */
  unique?: boolean;
  /** The least length. */
  minLength?: number;
  /** The greatest length. */
  maxLength?: number;
  /** Regular expression that the whole value matches. */
  pattern?: string;
  /** The only values that may stand there. */
  enum?: string[];
};

/** What the values of the column must be. */
export type BooleanConstraints = {
  /** No value may be missing. */
  required?: boolean;
  /** The only values that may stand there. */
  enum?: boolean[];
};

/** What the values of the column must be. */
export type TimeConstraints = {
  /** No value may be missing. */
  required?: boolean;
  /** No value may come twice. */
  unique?: boolean;
  /** The least value. */
  minimum?: string;
  /** The greatest value. */
  maximum?: string;
  /** Values are greater than this. */
  exclusiveMinimum?: string;
  /** Values are less than this. */
  exclusiveMaximum?: string;
  /** The only values that may stand there. */
  enum?: string[];
};

/** What the values of the column must be. */
export type CollectionConstraints = {
  /** No value may be missing. */
  required?: boolean;
  /** No value may come twice. */
  unique?: boolean;
  /** The least length. */
  minLength?: number;
  /** The greatest length. */
  maxLength?: number;
  /** JSON Schema that each value holds to. */
  jsonSchema?: Record<string, unknown>;
};

/** What the values of the column must be. */
export type OtherConstraints = {
  /** No value may be missing. */
  required?: boolean;
  /** No value may come twice. */
  unique?: boolean;
  /** The only values that may stand there. */
  enum?: unknown[];
};

/** A check of the whole table. */
export type Check = {
  /** What it is called in reports. */
  name: string;
  /** What is looked at: how many rows there are, how old the newest is, or what share of rows stands in another file too. */
  kind: 'row-count' | 'freshness' | 'overlap';
  /** How much it matters that it does not hold: an error blocks a release. */
  severity?: Severity;
} & (({ kind: 'row-count' } & RowCountCheck) | ({ kind: 'freshness' } & FreshnessCheck) | ({ kind: 'overlap' } & OverlapCheck));

export type RowCountCheck = {
  /** The least number of rows. */
  min?: number;
  /** The greatest number of rows. */
  max?: number;
  /** The most that the number may differ from the last one, as a share of that. */
  max_change?: number;
};

export type FreshnessCheck = {
  /** Field that says when a row came about. */
  field: string;
  /** How old the newest row may be. */
  max_age: Duration;
};

export type OverlapCheck = {
  /** The other data file. */
  with: string;
  /** Fields by which two rows count as the same. */
  fields: string[];
  /** Share of this table's rows that may stand in the other file. */
  max_share: Share;
};
