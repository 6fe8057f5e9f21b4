import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Refuses documents that ask for the schema. */
export function useNoIntrospection(): Plugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(noIntrospection);
    },
  };
}

/** `__typename` stays: clients need it to tell the members of a union apart. */
function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return;
      const extensions = { code: 'INTROSPECTION_DISABLED', http: { status: 400 } };
      context.reportError(
        new GraphQLError('This desk does not tell its schema: introspection is switched off.', {
          nodes: node,
          extensions,
        }),
      );
    },
  };
}
