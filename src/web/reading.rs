//! The threads on which reading requests are answered.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

/// A thread that nobody needed for so long ends.
const IDLE: Duration = Duration::from_secs(30);

/// Somewhat fewer threads than there are reading connections. Every reading request needs
/// one: more threads would only wait for each other, waking up in vain, and each would
/// hold memory of its own. Who finds all of them busy waits in a queue, in order.
pub struct ReadingThreads {
    /// Only for its blocking threads; nothing asynchronous runs on it.
    runtime: Option<Runtime>,
}

impl ReadingThreads {
    /// Threads for a database with so many reading connections. One connection is left
    /// for who reads beside its own work (a change, a job).
    ///
    /// # Errors
    /// When the system refuses.
    pub fn for_connections(connections: u32) -> std::io::Result<Self> {
        let threads = usize::try_from(connections).unwrap_or(usize::MAX);
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(threads.saturating_sub(1).max(1))
            .thread_keep_alive(IDLE)
            .thread_name("reading")
            .build()?;
        Ok(Self {
            runtime: Some(runtime),
        })
    }

    /// Runs `work` on one of the threads; none where it panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        self.runtime.as_ref()?.spawn_blocking(work).await.ok()
    }
}

impl Drop for ReadingThreads {
    fn drop(&mut self) {
        // Waiting for threads is not allowed where the last owner may be asynchronous.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
