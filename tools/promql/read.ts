import { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { KnownSeries } from './known-series';

/** What an expression reads, and what is wrong with it. */
export interface Reading {
  /** The names of all series that it reads. */
  readonly metrics: readonly string[];
  /** The labels that its result may have; undefined where it is a scalar. */
  readonly labels: readonly string[] | undefined;
  /** Each a sentence that names what does not fit. */
  readonly problems: readonly string[];
}

/** Labels that a value may have; undefined for scalars, texts and times. */
type Labels = ReadonlySet<string> | undefined;

const AGGREGATIONS_THAT_KEEP = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

/** Reads an expression by PromQL's own grammar, and follows the labels of what it selects up to its result. */
export function readPromql(expr: string, known: ReadonlyMap<string, KnownSeries>): Reading {
  return new Reader(expr, known).read();
}

class Reader {
  private readonly metrics = new Set<string>();
  private readonly problems: string[] = [];

  public constructor(private readonly expr: string, private readonly known: ReadonlyMap<string, KnownSeries>) {}

  public read(): Reading {
    // Its types are those of an ES module, which TypeScript takes for others.
    const tree = parser.parse(this.expr) as unknown as Tree;
    tree.iterate({
      enter: ({ type, from, to }) => {
        if (type.isError) {
          this.problems.push(`it is no PromQL at "${this.expr.slice(Math.max(0, from - 20), to + 20)}"`);
        }
      },
    });
    const labels = this.problems.length > 0 ? undefined : this.labelsOf(tree.topNode.firstChild!);
    return { metrics: [...this.metrics], labels: labels && [...labels], problems: this.problems };
  }

  private labelsOf(node: SyntaxNode): Labels {
    switch (node.name) {
      case 'VectorSelector': return this.selected(node);
      case 'AggregateExpr': return this.aggregated(node);
      case 'FunctionCall': return this.called(node);
      case 'BinaryExpr': return this.combined(node);
      case 'NumberDurationLiteral':
      case 'StringLiteral': return undefined;
      // Parentheses, ranges, subqueries, offsets and signs: what is inside is what comes out.
      default: {
        const inner = childrenOf(node).find(({ name }) => VALUES.has(name));
        return inner && this.labelsOf(inner);
      }
    }
  }

  private selected(node: SyntaxNode): Labels {
    const matched = this.textsIn(node.getChild('LabelMatchers'), 'LabelName');
    const all = this.namesOf(node).map((name) => this.series(name, matched));
    return new Set(all.flatMap((labels) => [...labels]));
  }

  /** One name, or those that a matcher of `__name__` lists. */
  private namesOf(node: SyntaxNode): string[] {
    const identifier = node.getChild('Identifier');
    if (identifier) {
      return [this.text(identifier)];
    }
    const listed = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher').find((each) => this.text(each).startsWith('__name__'));
    return listed ? this.text(listed.getChild('StringLiteral')!).slice(1, -1).split('|') : [this.text(node)];
  }

  private series(name: string, matched: readonly string[]): ReadonlySet<string> {
    this.metrics.add(name);
    const series = this.known.get(name);
    if (!series) {
      this.problems.push(`nothing gives ${name}`);
      return new Set();
    }
    matched.forEach((label) => this.needs(label, series.labels, `${name}, which ${series.from} gives,`));
    return series.labels;
  }

  private aggregated(node: SyntaxNode): Labels {
    const operation = this.text(node.getChild('AggregateOp')!).toLowerCase();
    const inner = this.argumentsOf(node).map((each) => this.labelsOf(each)).find((each) => each !== undefined) ?? new Set<string>();
    const modifier = node.getChild('AggregateModifier');
    const grouping = modifier ? this.textsIn(modifier, 'LabelName') : [];
    grouping.forEach((label) => this.needs(label, inner, `what ${operation} gets`));
    if (AGGREGATIONS_THAT_KEEP.has(operation)) {
      return inner;
    }
    return modifier?.getChild('Without') ? without(inner, grouping) : new Set(grouping);
  }

  private called(node: SyntaxNode): Labels {
    const name = this.text(node.getChild('FunctionIdentifier')!);
    const given = this.argumentsOf(node);
    const labels = given.map((each) => this.labelsOf(each));
    const inner = labels.find((each) => each !== undefined) ?? new Set<string>();
    switch (name) {
      case 'time':
      case 'scalar':
      case 'pi': return undefined;
      case 'vector':
      case 'absent':
      case 'absent_over_time': return new Set();
      case 'histogram_quantile':
        this.needs('le', inner, 'what histogram_quantile gets');
        return without(inner, ['le']);
      case 'label_replace': {
        const [, target, , source] = given.map((each) => this.text(each).slice(1, -1));
        if (source) {
          this.needs(source, inner, 'what label_replace gets');
        }
        return new Set([...inner, target]);
      }
      default: return inner;
    }
  }

  private combined(node: SyntaxNode): Labels {
    const [left, right] = childrenOf(node).filter(({ name }) => VALUES.has(name)).map((each) => this.labelsOf(each));
    if (!left || !right) {
      return left ?? right;
    }
    const clause = node.getChild('MatchingModifierClause');
    const [matching = [], included = []] = clause ? this.clauseOf(clause) : [];
    if (clause?.getChild('On')) {
      matching.forEach((label) => [left, right].forEach((side, index) => this.needs(label, side, `the ${index ? 'right' : 'left'} side of "${this.excerpt(node)}"`)));
    }
    if (node.getChild('And') || node.getChild('Unless')) {
      return left;
    }
    if (node.getChild('Or')) {
      return new Set([...left, ...right]);
    }
    if (clause?.getChild('GroupLeft') || clause?.getChild('GroupRight')) {
      const [many, one] = clause.getChild('GroupLeft') ? [left, right] : [right, left];
      included.forEach((label) => this.needs(label, one, `the one side of "${this.excerpt(node)}"`));
      return new Set([...many, ...included]);
    }
    return clause?.getChild('On') ? new Set(matching) : without(left, matching);
  }

  /** The labels after `on` or `ignoring`, and those after `group_left` or `group_right`. */
  private clauseOf(clause: SyntaxNode): string[][] {
    const lists = clause.getChildren('GroupingLabels').map((each) => this.textsIn(each, 'LabelName'));
    const beforeGrouping = clause.getChildren('GroupingLabels')[0];
    const grouped = clause.getChild('GroupLeft') ?? clause.getChild('GroupRight');
    return grouped && beforeGrouping && beforeGrouping.from > grouped.from ? [[], ...lists] : lists;
  }

  private argumentsOf(node: SyntaxNode): SyntaxNode[] {
    const body = node.getChild('FunctionCallBody');
    return body ? childrenOf(body).filter(({ name }) => VALUES.has(name)) : [];
  }

  private needs(label: string, labels: ReadonlySet<string>, what: string): void {
    if (label !== '__name__' && !labels.has(label)) {
      this.problems.push(`${what} has no label ${label}`);
    }
  }

  private textsIn(node: SyntaxNode | null, name: string): string[] {
    const texts: string[] = [];
    node?.cursor().iterate((each) => {
      if (each.name === name) {
        texts.push(this.expr.slice(each.from, each.to));
      }
    });
    return texts;
  }

  private text({ from, to }: SyntaxNode): string {
    return this.expr.slice(from, to);
  }

  private excerpt(node: SyntaxNode): string {
    return this.text(node).replace(/\s+/g, ' ').slice(0, 80);
  }
}

/** The kinds of nodes that have a value. */
const VALUES = new Set([
  'AggregateExpr', 'BinaryExpr', 'FunctionCall', 'MatrixSelector', 'NumberDurationLiteral', 'OffsetExpr', 'ParenExpr', 'StepInvariantExpr',
  'StringLiteral', 'SubqueryExpr', 'UnaryExpr', 'VectorSelector',
]);

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    children.push(child);
  }
  return children;
}

function without(labels: ReadonlySet<string>, others: readonly string[]): ReadonlySet<string> {
  return new Set([...labels].filter((label) => !others.includes(label)));
}
