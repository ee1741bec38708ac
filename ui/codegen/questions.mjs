// Writes each operation of a .graphql file as the text that is sent, typed with what it asks for and what comes back.
import {Kind, print} from 'graphql';

const name = (operation) => operation.name.value[0].toUpperCase() + operation.name.value.slice(1);
const KINDS = {query: 'Query', subscription: 'Subscription'};

function question(operation, fragments) {
  const type = name(operation) + KINDS[operation.operation];
  const text = [operation, ...fragments].map(print).join('\n').replace(/\s+/g, ' ');
  const constant = operation.name.value.replace(/[A-Z]/g, (letter) => '_' + letter).toUpperCase();
  return `export const ${constant} = ${JSON.stringify(text)} as Question<${type}, ${type}Variables>;`;
}

/** The fragments of an operation, and those that they are made of. */
function needed(operation, known) {
  const found = new Set();
  const search = (node) => {
    for (const [, fragment] of print(node).matchAll(/\.\.\.(\w+)/g)) {
      if (known.has(fragment) && !found.has(known.get(fragment))) {
        found.add(known.get(fragment));
        search(known.get(fragment));
      }
    }
  };
  search(operation);
  return [...found];
}

export const plugin = (schema, documents) => {
  const definitions = documents.flatMap(({document}) => document.definitions);
  const fragments = definitions.filter(({kind}) => kind === Kind.FRAGMENT_DEFINITION);
  const operations = definitions.filter(({kind}) => kind === Kind.OPERATION_DEFINITION);
  const used = (operation) => needed(operation, new Map(fragments.map((fragment) => [fragment.name.value, fragment])));
  return {
    prepend: ["import type {Question} from '../core/question';"],
    // The schema's types are imported whether an operation needs them or not; the compiler allows no import that is not used.
    content: ['export type {Types};', ...operations.map((operation) => question(operation, used(operation)))].join('\n'),
  };
};
