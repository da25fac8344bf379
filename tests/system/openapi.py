"""docs/openapi.yaml as a judge: finds the operation that a request is for, and says what of an answer does
not stand there."""
import json
import re

import jsonschema
import yaml

import region as harness

METHODS = ('get', 'head', 'options', 'post', 'put', 'patch', 'delete')


def closed(schema):
    """Whether no field can come unseen; a schema that says x-open is closed by those that use it."""
    return 'additionalProperties' in schema or 'unevaluatedProperties' in schema or 'x-open' in schema


def schemas_in(node, where=''):
    """(where, schema) of all that has properties."""
    if isinstance(node, dict):
        if 'properties' in node and isinstance(node['properties'], dict) and 'type' in node:
            yield where, node
        for key, value in node.items():
            yield from schemas_in(value, '%s/%s' % (where, key))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from schemas_in(value, '%s/%d' % (where, i))


def faults(schema, value):
    """What is wrong with a value, in words."""
    found = jsonschema.Draft202012Validator(schema).iter_errors(value)
    return ['%s: %s' % ('/'.join(map(str, e.absolute_path)) or '(all of it)', e.message[:300]) for e in found]


class Document:
    """The whole document, with each reference replaced by what it is to."""

    def __init__(self, path=None):
        self.raw = yaml.safe_load((path or harness.ROOT / 'docs' / 'openapi.yaml').read_text())
        self.common = {name.lower() for name in self.raw['x-every-answer']}
        self.operations = {}
        for path, item in self.raw['paths'].items():
            for method in METHODS:
                if method in item:
                    operation = self.plain(item[method])
                    operation['parameters'] = (self.plain(item.get('parameters', [])) +
                                               operation.get('parameters', []))
                    self.operations[method.upper(), path] = operation

    def plain(self, node):
        if isinstance(node, list):
            return [self.plain(item) for item in node]
        if not isinstance(node, dict):
            return node
        if '$ref' in node:
            found = self.raw
            for part in node['$ref'].removeprefix('#/').split('/'):
                found = found[part]
            return self.plain(found)
        return {key: self.plain(value) for key, value in node.items()}

    def find(self, method, path):
        """The operation's key: of several paths that match, the one with the most that is literal."""
        found = [key for key in self.operations if key[0] == method and re.fullmatch(
            re.sub(r'\\\{\w+\\\}', '[^/]+', re.escape(key[1])), path.split('?')[0])]
        return max(found, key=lambda key: len(re.sub(r'\{\w+\}', '', key[1])), default=None)

    def judge(self, key, answer):
        """What of an answer (status, headers, body) does not stand in the document."""
        status, headers, body = answer
        responses = self.operations[key]['responses']
        response = responses.get(str(status))
        if response is None and status >= 400:
            response = responses.get('default')
        if response is None:
            return ['status %d is not documented (body %r)' % (status, body[:200])]
        return [*self.judge_headers(response, headers), *self.judge_body(key, response, answer)]

    def judge_headers(self, response, headers):
        documented = {name.lower(): header for name, header in response.get('headers', {}).items()}
        for name in headers:
            if name not in documented and name not in self.common:
                yield 'header %s is not documented' % name
        for name, header in documented.items():
            if name not in headers:
                if header.get('required'):
                    yield 'header %s is missing' % name
                continue
            for value in headers[name].split('\n'):
                yield from ('header %s, %s' % (name, fault) for fault in faults(header['schema'], value))

    def judge_body(self, key, response, answer):
        status, headers, body = answer
        kind = headers.get('content-type', '').split(';')[0]
        content = response.get('content')
        if content is None and (kind or body):
            yield 'a body of %s is not documented' % (kind or 'no type')
        if content is None or key[0] == 'HEAD' or status == 304:
            return
        if kind not in content:
            yield 'content type %r, not %s' % (kind, ' or '.join(content))
        elif 'schema' in content[kind]:
            yield from faults(content[kind]['schema'], json.loads(body))


class Checked(harness.Person):
    """A person all of whose answers the document judges; what was seen is kept in `seen`."""
    document, seen = None, None

    def request(self, method, path, body=None, headers=None, timeout=60):
        answer = super().request(method, path, body, headers, timeout)
        key = self.document.find(method, path)
        if key is None:
            raise AssertionError('%s %s: no operation of docs/openapi.yaml' % (method, path))
        wrong = self.document.judge(key, answer)
        wanted = self.document.operations[key].get('requestBody', {}).get('content', {})
        if answer[0] < 300 and 'application/json' in wanted:
            wrong += ['request, ' + fault for fault in
                      faults(wanted['application/json']['schema'], json.loads(body or '{}'))]
        if wrong:
            raise AssertionError('%s %s answers %d, and in docs/openapi.yaml that stands otherwise:\n  %s' % (
                *key, answer[0], '\n  '.join(wrong)))
        self.seen.add((*key, str(answer[0])))
        return answer
