/** What columns of many tables hold. */

export type Flag = 0 | 1
export type Mode = 'test' | 'live'
export type Dialect = 'paylinq' | 'paylinkr'
export type Json = string
export type Network = 'STELLAR' | 'XRPL'
