"""Questions to the customer base, asked by invoking its query function. Must never read Parquet."""
