import { readFile } from 'node:fs/promises';
import type { CustomFieldType, CustomFieldUsage } from '../../generated/prisma/enums.js';

export interface PersonText {
  readonly username: string;
  readonly password?: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly company?: string;
  readonly department?: string;
  readonly technicianOf?: readonly string[];
  readonly phone?: string;
  readonly isAdmin?: boolean;
  readonly isManager?: boolean;
  readonly isDepartmentManager?: boolean;
  readonly isDisabled?: boolean;
}

export interface FieldText {
  readonly name: string;
  readonly type: CustomFieldType;
  readonly usage: CustomFieldUsage;
  readonly mandatory?: boolean;
  readonly forTechsOnly?: boolean;
  readonly showInGrid?: boolean;
  readonly categories?: readonly string[];
  readonly options?: readonly string[];
  readonly examples?: readonly string[];
}

export interface TopicText {
  readonly category: string;
  readonly tags: readonly string[];
  /** Type of the assets that such tickets are about. */
  readonly asset?: string;
  readonly priority?: number;
  readonly subjects: readonly string[];
  readonly body: string;
  /** Replies of staff and of customers, in turns; staff begins. */
  readonly staff: readonly string[];
  readonly customer: readonly string[];
  readonly note: string;
}

export interface DemoContent {
  readonly people: {
    readonly companies: readonly { name: string; domain: string; notes: string; departments: readonly string[] }[];
    readonly deskDepartments: readonly string[];
    readonly users: readonly PersonText[];
  };
  readonly desk: {
    readonly sections: readonly string[];
    readonly categories: readonly { name: string; section?: string; forTechsOnly?: boolean }[];
    readonly statuses: readonly { name: string; color: string; stopsTimer: boolean; forTechsOnly?: boolean }[];
    readonly customFields: readonly FieldText[];
    readonly commentTemplates: readonly { name: string; body: string }[];
    readonly automationRules: readonly {
      name: string;
      trigger: string;
      isEnabled?: boolean;
      conditions: readonly Record<string, string | number>[];
      actions: readonly Record<string, string>[];
    }[];
    readonly assets: {
      readonly types: readonly string[];
      readonly manufacturers: readonly string[];
      readonly suppliers: readonly string[];
      readonly models: readonly { model: string; type: string; manufacturer: string }[];
      readonly locations: readonly string[];
    };
  };
  readonly articles: {
    readonly categories: readonly { name: string; forTechsOnly?: boolean }[];
    readonly articles: readonly {
      category: string;
      subject: string;
      body: string;
      tags: readonly string[];
      forTechsOnly?: boolean;
    }[];
  };
  readonly tickets: { readonly places: readonly string[]; readonly topics: readonly TopicText[] };
}

/** The texts of the demo desk, from `prisma/seed/`. */
export async function readContent(): Promise<DemoContent> {
  const [people, desk, articles, tickets] = await Promise.all(['people', 'desk', 'articles', 'tickets'].map(read));
  // Our own files, in the shape that the interfaces describe.
  return { people, desk, articles, tickets } as DemoContent;
}

async function read(name: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(`../../../prisma/seed/${name}.json`, import.meta.url), 'utf8'));
}
