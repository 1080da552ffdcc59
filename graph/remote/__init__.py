"""The graph in an engine that others operate, reached by the SPARQL 1.1 protocols. `graph/README.md` tells of engines.

endpoint    HTTP: queries, updates, whole graphs; what is tried again
probe       where an engine listens, and whether it can do what is asked of it
store       a QuadStore over an endpoint: read in bulk, written in steps
revision    what an engine holds, told in the engine, so that who follows it need ask for nothing else
steps       the last changes of that, told with it, so that who follows reads these alone
master      the one writer: what it changes, and the way back from a step that was cut off
replica     a copy of it as a store, which is served; changed after the engine, and followed
"""
