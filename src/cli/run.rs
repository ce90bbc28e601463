//! `taizhang run`: the main job.

use clap::Args;

use super::Ended;
use super::ledgers::Ledgers;
use super::results::Results;
use crate::config::RunConfig;
use crate::pipeline;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    ledgers: Ledgers,
    #[command(flatten)]
    results: Results,
    #[cfg(feature = "store")]
    #[command(flatten)]
    into: super::store::Into,
}

impl Arguments {
    /// Runs the pipeline and shows its result; with a store, the ledgers go there first.
    pub fn run(self) -> Ended {
        let (overrides, showing) = self.results.onto(self.ledgers.overrides());
        #[cfg(feature = "store")]
        if let Some(delivery) = self.into.delivery() {
            return delivery.take_in_and_report(overrides, &showing);
        }
        showing.show(&pipeline::run(&RunConfig::new(overrides)?)?)
    }
}
