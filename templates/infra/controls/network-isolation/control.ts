import { Annotations, Aspects } from 'aws-cdk-lib';
import {
  CfnDataQualityJobDefinition,
  CfnModel,
  CfnModelBiasJobDefinition,
  CfnModelExplainabilityJobDefinition,
  CfnModelQualityJobDefinition,
} from 'aws-cdk-lib/aws-sagemaker';
import type { IConstruct } from 'constructs';
import type { Foundation } from '../../foundation.ts';

const definitions = [
  CfnDataQualityJobDefinition,
  CfnModelBiasJobDefinition,
  CfnModelExplainabilityJobDefinition,
  CfnModelQualityJobDefinition,
];

/** Refused at synth: a model that needs a network is a decision that somebody makes by turning this control off. */
export function apply({ training }: Foundation): void {
  Aspects.of(training.node.scope ?? training).add({
    visit(node: IConstruct) {
      if (node instanceof CfnModel && node.enableNetworkIsolation !== true) {
        Annotations.of(node).addError('Set enableNetworkIsolation: the container must have no network');
      }
      const definition = definitions.find((kind) => node instanceof kind);
      if (!definition) return;
      const { networkConfig } = node as CfnDataQualityJobDefinition;
      const isolated =
        networkConfig && 'enableNetworkIsolation' in networkConfig && networkConfig.enableNetworkIsolation;
      if (isolated !== true) Annotations.of(node).addError('Set networkConfig.enableNetworkIsolation');
    },
  });
}
