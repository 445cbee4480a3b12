import type { ParamsOf, RequestName, ResultOf } from '../../schemas/protocol/rpc.ts';

/** What answers some of the requests, whoever asks. */
export type Answers<M extends RequestName> = { [K in M]: (params: ParamsOf<K>) => Promise<ResultOf<K>> };
