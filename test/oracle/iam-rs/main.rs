//! A question a line, an answer a line: `Allow`, `Deny`, `NotApplicable`, or `refused: ` and why.

use iam_rs::{EvaluationOptions, IAMPolicy, IAMRequest, PolicyEvaluator};
use serde::Deserialize;
use std::io::{BufRead, Write, stdin, stdout};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    request: IAMRequest,
    policies: Vec<IAMPolicy>,
    /// A trust policy names no resource.
    any_resource: bool,
}

fn answer(line: &str) -> Result<String, String> {
    let question: Question = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let evaluator = PolicyEvaluator::with_policies(question.policies).with_options(EvaluationOptions {
        ignore_resource_constraints: question.any_resource,
        ..EvaluationOptions::default()
    });
    let result = evaluator.evaluate(&question.request).map_err(|error| error.to_string())?;
    Ok(format!("{:?}", result.decision))
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let said = answer(&line?).unwrap_or_else(|why| format!("refused: {}", why.replace('\n', " ")));
        writeln!(out, "{said}")?;
    }
    out.flush()
}
