"""What deliberation serves in public: legal notices of votes, motions and assemblies; and the steps that wait for them."""
