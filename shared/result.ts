/** What a call that can fail in an expected way answers: a value, or the reason there is none. */
export type Result<Value, Reason> = Success<Value> | Failure<Reason>;

export type Success<Value> = { readonly ok: true; readonly value: Value };
export type Failure<Reason> = { readonly ok: false; readonly problem: Reason };

export const success = <Value>(value: Value): Success<Value> => ({ ok: true, value });

export const failure = <Reason>(problem: Reason): Failure<Reason> => ({ ok: false, problem });
