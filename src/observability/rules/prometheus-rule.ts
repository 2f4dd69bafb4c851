import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { RuleGroup } from './rule';
import { PrometheusRule, PrometheusRuleSpecGroupsRulesExpr as Expr } from '../../../imports/prometheus-rule';
import { completeAfterSerialization } from '../../serialization';

/** A PrometheusRule with these groups. */
export function prometheusRule(scope: Construct, id: string, metadata: ApiObjectMetadata, groups: readonly RuleGroup[]): ApiObject {
  const typed = groups.map(({ rules, ...group }) => (
    { ...group, rules: rules.map((each) => ({ ...each, expr: Expr.fromString(each.expr) })) }
  ));
  const rule = new PrometheusRule(scope, id, { metadata, spec: { groups: typed } });
  completeAfterSerialization(rule);
  return rule;
}
