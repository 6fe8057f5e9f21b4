import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/config.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(ROOT + path, 'utf8');

/** Runs while developing only. */
const TOOL = 'graphql/print-schema.ts';

describe('the Dockerfile', () => {
  const text = read('Dockerfile');
  const argumentsOf = (keyword: string) =>
    [...text.matchAll(new RegExp(`^${keyword} (.*)$`, 'gm'))].map(([, content]) => content ?? '');

  it('has no mistakes', () => expect(validate(text)).toEqual([]));

  it('builds in a stage of its own and runs as somebody without rights', () => {
    expect(argumentsOf('FROM')).toHaveLength(2);
    expect(argumentsOf('USER')).toEqual(['node']);
    expect(argumentsOf('HEALTHCHECK')).toHaveLength(1);
  });

  it('takes along everything that the program reads at run time', () => {
    const copied = argumentsOf('COPY').flatMap((line) => /--from=build \/app\/(\S+)/.exec(line)?.[1] ?? []);
    const sources = readdirSync(`${ROOT}src`, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts') && !name.startsWith('generated') && name !== TOOL);
    const wanted = sources.flatMap((name) =>
      [...read(`src/${name}`).matchAll(/new URL\([`'](?:\.\.\/)+([^`'$]+)/g)].map(([, path]) => path ?? ''),
    );
    expect(wanted.length).toBeGreaterThan(2);
    const missing = wanted.filter((path) => !copied.some((folder) => `${path}/`.startsWith(`${folder}/`)));
    expect(missing).toEqual([]);
  });
});

describe('the compose file', () => {
  const { services, volumes } = parse(read('compose.yaml'));

  it('gives the desk settings that it takes', () => {
    const config = readConfig(services.desk.environment);
    expect(config).toMatchObject({ demo: true, s3: { bucket: 'desk' } });
  });

  it('has every service, volume and host that others name', () => {
    const hosts = Object.values<string>(services.desk.environment).flatMap(
      (value) => /@?(\w+):\d+/.exec(value)?.[1] ?? [],
    );
    const needed = Object.values<{ depends_on?: object }>(services).flatMap(({ depends_on = [] }) =>
      Array.isArray(depends_on) ? depends_on : Object.keys(depends_on),
    );
    for (const name of [...hosts, ...needed].filter((host) => host !== 'localhost'))
      expect(services).toHaveProperty(name);
    for (const name of Object.keys(volumes)) expect(read('compose.yaml')).toContain(`- ${name}:/`);
  });

  it('names the version of every image', () => {
    for (const { image } of Object.values<{ image?: string }>(services)) if (image) expect(image).toMatch(/:[\dv]/);
  });
});

describe('the Kubernetes example', () => {
  const documents = parseAllDocuments(read('deploy/kubernetes.yaml'));
  const objects = documents.map((document) => document.toJS());
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  const [container] = deployment.spec.template.spec.containers;

  it('is YAML without mistakes, and every object has its kind and name', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    for (const { apiVersion, kind, metadata } of objects)
      expect([apiVersion, kind, metadata?.name]).not.toContain(undefined);
  });

  it('selects its own pods, by a port that they have', () => {
    const { labels } = deployment.spec.template.metadata;
    for (const { kind, spec } of objects) {
      const selector = spec.selector?.matchLabels ?? spec.selector;
      if (selector) expect([kind, selector]).toEqual([kind, labels]);
    }
    const service = objects.find(({ kind }) => kind === 'Service');
    expect(container.ports.map(({ name }: { name: string }) => name)).toContain(service.spec.ports[0].targetPort);
  });

  it('asks the addresses that tell, and leaves more time to stop than stopping takes', () => {
    expect(container.livenessProbe.httpGet.path).toBe('/health');
    expect(container.readinessProbe.httpGet.path).toBe('/ready');
    expect(deployment.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(20);
  });

  it('runs without rights', () => {
    expect(deployment.spec.template.spec.securityContext.runAsNonRoot).toBe(true);
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
  });

  it('gives settings that the desk takes', () => {
    const env = Object.fromEntries(
      container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
    );
    expect(readConfig({ NODE_ENV: 'production', ...env })).toMatchObject({ isProduction: true, trustProxy: 1 });
  });
});
