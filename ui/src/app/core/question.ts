/** The text of a GraphQL operation that knows what it is asked with and what it answers. */
export type Question<Answer, Asked> = string & {readonly answer?: Answer; readonly asked?: Asked};
